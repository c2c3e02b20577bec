namespace Rollcall.Storage.Later;

/// <summary>An interaction of which something is said later.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="TimeStart">UTC microseconds.</param>
/// <param name="Tags">JSON object, or null.</param>
/// <param name="Feedback">JSON array, or null.</param>
/// <param name="IsHidden">Whether its texts were not to be shown.</param>
internal sealed record FoundInteraction(long Seq, long TimeStart, string? Tags, string? Feedback, bool IsHidden)
{
    /// <summary>The whole row as its month has it, where the journal has it no more; by the columns of a month's file.</summary>
    public IReadOnlyList<object?>? Moved { get; init; }
}
