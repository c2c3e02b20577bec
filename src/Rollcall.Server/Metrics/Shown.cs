using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>What a reader may see: a value, or nothing because too few people stand behind it.</summary>
public readonly record struct Shown<T>(T? Value)
    where T : class
{
    public bool IsSuppressed => Value is null;
}

/// <summary>A part of an answer with days of its own: a bucket, a point, a cohort.</summary>
/// <param name="Partial">Clipped, or not over.</param>
public sealed record Bucket<T>(Period Period, bool Partial, Shown<T> Shown)
    where T : class;
