namespace Rollcall.Cli.Server;

/// <summary>Counts what was rejected and says each on a line of its own, as compilers do: <c>people.ndjson:12: invalid_date: ...</c></summary>
internal sealed class Rejections(string source, TextWriter notes)
{
    public long Count { get; private set; }

    public int Code => Count == 0 ? ExitCode.Done : ExitCode.Rejected;

    public void Add(long line, string? code, string? message)
    {
        Count++;
        notes.WriteLine($"{source}:{line}: {code ?? "rejected"}: {message}");
    }

    /// <summary>Rejected lines that the server counted and did not name.</summary>
    public void AddUnnamed(long count, long firstLine, long lastLine)
    {
        if (count <= 0)
            return;
        Count += count;
        notes.WriteLine($"{source}:{firstLine}: {count} more rejected up to line {lastLine}");
    }
}
