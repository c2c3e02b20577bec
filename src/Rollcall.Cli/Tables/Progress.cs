using System.Globalization;

namespace Rollcall.Cli.Tables;

/// <summary>Says how far a long command is, every few seconds: <c>120,000 rows, 41,000 a second</c>.</summary>
internal sealed class Progress(TimeProvider time, TextWriter notes)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly long _began = time.GetTimestamp();
    private long _said = time.GetTimestamp();

    public void At(long rows)
    {
        if (time.GetElapsedTime(_said) < Every)
            return;
        _said = time.GetTimestamp();
        var rate = rows / time.GetElapsedTime(_began).TotalSeconds;
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {rate:N0} a second"));
    }

    public void End(long rows) => notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, all there are"));
}
