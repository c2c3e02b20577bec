using System.Diagnostics;

namespace Rollcall.Storage.Months;

/// <summary>When the writer's thread works for the mover: whenever nobody sends anything, and while senders wait for half of the time at most.</summary>
internal sealed class MoverTurns(Mover mover, TimeProvider clock)
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    // Between the requests of a few hundred a second there is always a moment in which nobody waits.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private TimeSpan _lastTurn;
    private long _endedAt;
    private long? _sentAt;

    private bool IsCalm => _sentAt is not { } sent || clock.GetElapsedTime(sent) >= Calm;

    /// <summary>How long the thread may wait for senders before it looks at the mover again.</summary>
    public TimeSpan Patience(long lastSeq) => mover.HasWork(lastSeq) ? TimeSpan.Zero : mover.IsBusy || !IsCalm ? Busy : Quiet;

    /// <param name="lastSeq">The newest row.</param>
    /// <param name="isQuiet">Whether nobody waits at this moment.</param>
    /// <param name="step">Does a step.</param>
    public void Take(long lastSeq, bool isQuiet, Action<long> step)
    {
        if (!isQuiet)
            _sentAt = clock.GetTimestamp();
        if (mover.HasWork(lastSeq) && (isQuiet || Stopwatch.GetElapsedTime(_endedAt) >= _lastTurn))
        {
            var begun = Stopwatch.GetTimestamp();
            step(lastSeq);
            (_lastTurn, _endedAt) = (Stopwatch.GetElapsedTime(begun), Stopwatch.GetTimestamp());
        }

        if (isQuiet && IsCalm && !mover.HasWork(lastSeq))
            mover.Tidy();
    }
}
