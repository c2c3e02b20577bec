namespace Rollcall.Bench.Years;

/// <summary>A clock that goes with the data: what is stored within an hour was received over years, and is moved, trimmed and remembered as it would be.</summary>
internal sealed class DataClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Volatile.Write(ref _ticks, now.UtcTicks);
}
