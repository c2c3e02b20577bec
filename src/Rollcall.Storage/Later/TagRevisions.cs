namespace Rollcall.Storage.Later;

/// <summary>
/// When the value of a tag last changed on interactions that had been stored before, so that what was worked out from them is known to be out of date.
/// Numbers only mean something against each other, of any store of this process. Thread-safe.
/// </summary>
internal sealed class TagRevisions
{
    private const int MostKeys = 10_000;
    private static long _last;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _keys = new(StringComparer.Ordinal);
    private long _all = Interlocked.Increment(ref _last);

    /// <summary>The newest revision of some keys.</summary>
    public long Of(IEnumerable<string> keys)
    {
        lock (_gate)
            return keys.Aggregate(_all, (newest, key) => Math.Max(newest, _keys.GetValueOrDefault(key)));
    }

    public void Change(IEnumerable<string> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
                _keys[key] = Interlocked.Increment(ref _last);
            if (_keys.Count > MostKeys)
                ChangeAllLocked();
        }
    }

    /// <summary>Anything may have changed.</summary>
    public void ChangeAll()
    {
        lock (_gate)
            ChangeAllLocked();
    }

    private void ChangeAllLocked()
    {
        _keys.Clear();
        _all = Interlocked.Increment(ref _last);
    }
}
