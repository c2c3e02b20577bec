namespace Rollcall.Storage.Projects;

/// <summary>Whether the disk has room left for writes. Asked at most once a second; recovers by itself. Safe for any thread.</summary>
internal sealed class DiskFloor(string folder, ProjectStoreOptions options, TimeProvider clock)
{
    private readonly Func<string, long> _freeBytes = options.FreeBytes ?? (path => new DriveInfo(path).AvailableFreeSpace);
    private long _askedAt = long.MinValue;
    private volatile bool _isFull;

    public bool IsFull
    {
        get
        {
            var (now, asked) = (clock.GetTimestamp(), Volatile.Read(ref _askedAt));
            if ((asked == long.MinValue || clock.GetElapsedTime(asked, now) >= TimeSpan.FromSeconds(1))
                && Interlocked.CompareExchange(ref _askedAt, now, asked) == asked)
            {
                _isFull = _freeBytes(folder) < options.DiskFloorBytes;
            }

            return _isFull;
        }
    }

    /// <summary>Whether that much more can be written without reaching the floor.</summary>
    public bool HasRoom(long bytes) => _freeBytes(folder) - bytes >= options.DiskFloorBytes;

    /// <summary>SQLite met a full disk: believe it, and look again a second later.</summary>
    public void ReportFull()
    {
        Volatile.Write(ref _askedAt, clock.GetTimestamp());
        _isFull = true;
    }
}
