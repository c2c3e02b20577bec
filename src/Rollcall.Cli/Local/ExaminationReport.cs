using Rollcall.Storage.Examination;

namespace Rollcall.Cli.Local;

/// <summary>Says each finding on a line of its own, and at the end whether anything is wrong.</summary>
internal sealed class ExaminationReport(TextWriter output)
{
    private int _wrong;

    public void Add(Finding finding)
    {
        _wrong += finding.IsWrong ? 1 : 0;
        output.WriteLine(finding);
    }

    public async Task<int> Close(string seen)
    {
        await output.WriteLineAsync(_wrong == 0 ? $"Nothing is wrong: {seen}." : $"{_wrong} findings: {seen}.");
        return _wrong == 0 ? ExitCode.Done : ExitCode.Rejected;
    }
}
