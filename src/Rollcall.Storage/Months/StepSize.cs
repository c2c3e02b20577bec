using System.Diagnostics;

namespace Rollcall.Storage.Months;

/// <summary>
/// How many rows a step on the writer's thread takes: as many as it does in a few hundredths of a second, because senders wait that long. Where others keep the
/// processors busy the same rows take ten times as long. For steps whose time goes with their rows: one that takes long for another reason would only become many. For the
/// writer's thread.
/// </summary>
internal sealed class StepSize
{
    private const int LeastPart = 4;   // below that a step is hardly shorter, since its commit takes what it takes, and what arrives would not be kept up with
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private readonly int _most;

    /// <param name="most">Rows of a step while nothing else is at work.</param>
    public StepSize(int most) => Rows = _most = most;

    public int Rows { get; private set; }

    /// <summary>Takes a step of that many rows, which says how many the next one has.</summary>
    public T Take<T>(Func<int, T> step)
    {
        var begun = Stopwatch.GetTimestamp();
        var result = step(Rows);
        Learn(Stopwatch.GetElapsedTime(begun));
        return result;
    }

    /// <summary>Tells how long a step took.</summary>
    public void Learn(TimeSpan took)
    {
        if (took > Long)
            Rows = Math.Max(_most / LeastPart, Rows / 2);
        else if (took < Short)
            Rows = Math.Min(_most, Rows * 2);
    }
}
