namespace Rollcall.Server.Hosting;

/// <summary>
/// Counts failed attempts per caller in windows of a minute. Only failures count, so whoever holds the right secret is never locked out
/// by others behind the same address. Thread-safe; holds at most <see cref="MostCallers"/> callers, then counts newcomers as one.
/// </summary>
internal sealed class AttemptLimiter(int most, TimeProvider clock)
{
    private const int MostCallers = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Count> _counts = new(StringComparer.Ordinal);
    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    /// <summary>How long the caller must wait; null while attempts are left.</summary>
    public TimeSpan? Wait(string caller)
    {
        lock (_gate)
            return _counts.TryGetValue(Place(caller), out var count) && count.Failures >= most ? Left(count) : null;
    }

    /// <summary>Counts a failure. True for the one that uses up the window: the moment worth an audit entry.</summary>
    public bool Failed(string caller)
    {
        lock (_gate)
        {
            var place = Place(caller);
            var now = clock.GetUtcNow();
            var count = _counts.TryGetValue(place, out var found) && Left(found) is not null ? found : new Count(now, 0);
            _counts[place] = count with { Failures = count.Failures + 1 };
            return count.Failures + 1 == most;
        }
    }

    private string Place(string caller)
    {
        if (_counts.Count < MostCallers || _counts.ContainsKey(caller))
            return caller;
        // Once a window: a flood from many addresses must not walk the table for every attempt.
        if (clock.GetUtcNow() - _swept >= Window)
        {
            _swept = clock.GetUtcNow();
            foreach (var (place, count) in _counts)
            {
                if (Left(count) is null)
                    _counts.Remove(place);
            }
        }

        return _counts.Count < MostCallers ? caller : "*";
    }

    private TimeSpan? Left(Count count)
    {
        var left = count.Since + Window - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }

    private readonly record struct Count(DateTimeOffset Since, int Failures);
}
