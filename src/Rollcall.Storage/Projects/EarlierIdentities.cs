namespace Rollcall.Storage.Projects;

/// <summary>
/// Identities by the UTC day of their start, for interactions whose first copy may have been received before <see cref="RecentIdentities"/> begins.
/// Only late deliveries ask, a day's worth at a time, so a few days are kept in memory. For the writer's thread alone.
/// </summary>
internal sealed class EarlierIdentities
{
    private const long DayMicroseconds = 86_400_000_000;
    private const int MaxHeld = 2_000_000;

    private readonly Dictionary<long, Dictionary<UInt128, ulong>> _days = [];
    private int _held;
    private long _loadedAt;

    /// <summary>
    /// Whether an interaction of the same UTC day is there; <paramref name="oldestReceived"/> is when the oldest row of all was received, and
    /// <paramref name="rows"/> gives the identities of those that start in a span. UTC microseconds.
    /// </summary>
    public bool TryFind(Func<long, long, Dictionary<UInt128, ulong>> rows, UInt128 identity, long timeStart, long oldestReceived, long now, out ulong content)
    {
        content = 0;
        var forgottenBefore = now - (RecentIdentities.Lifetime * 60_000_000L);
        var day = timeStart >= 0 ? timeStart / DayMicroseconds : ((timeStart + 1) / DayMicroseconds) - 1;
        // An interaction starts at most a day after it is received, so a row that starts two days later was received later too.
        return oldestReceived <= forgottenBefore && (day - 2) * DayMicroseconds <= forgottenBefore
            && On(rows, day, now).TryGetValue(identity, out content);
    }

    /// <summary>Forgets everything: rows it read may have been rolled back.</summary>
    public void Clear()
    {
        _days.Clear();
        _held = 0;
    }

    private Dictionary<UInt128, ulong> On(Func<long, long, Dictionary<UInt128, ulong>> rows, long day, long now)
    {
        // What is stored after a day was read is among the recent identities, for much longer than the day is kept here.
        if (_held > MaxHeld || now - _loadedAt > DayMicroseconds)
            Clear();
        if (_days.Count == 0)
            _loadedAt = now;
        if (!_days.TryGetValue(day, out var identities))
        {
            identities = rows(day * DayMicroseconds, (day + 1) * DayMicroseconds);
            _days.Add(day, identities);
            _held += identities.Count;
        }

        return identities;
    }
}
