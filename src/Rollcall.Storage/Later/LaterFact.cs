namespace Rollcall.Storage.Later;

/// <summary>
/// Something said of an interaction after it was sent. Which one is meant is told by its person, a time and, where they are given, its texts as they were
/// sent; of the texts only hashes are kept.
/// </summary>
public abstract record LaterFact
{
    /// <summary>How long a fact waits for its interaction: 30 days, in microseconds.</summary>
    internal const long Patience = 30 * Day;

    /// <summary>How long before a feedback the interaction may have begun that nothing else names: 30 days.</summary>
    internal const long Reach = 30 * Day;

    /// <summary>The same of an interaction that is named by its texts: a year.</summary>
    internal const long ReachByText = 366 * Day;

    /// <summary>How long after a feedback the interaction that it names by its texts may have begun, because clocks differ: a day.</summary>
    internal const long Day = 86_400_000_000;

    private protected LaterFact()
    {
    }

    /// <summary>Who, trimmed and NFC.</summary>
    public required string EndUser { get; init; }

    /// <summary>UTC microseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The interaction's input as it was sent; null where it is not named.</summary>
    public string? Input { get; init; }

    /// <summary>The interaction's output as it was sent; null where it is not named.</summary>
    public string? Output { get; init; }

    /// <summary>Tags of every interaction that began at <see cref="LaterFact.Time"/>.</summary>
    /// <param name="Values">New keys are added, known ones overwritten, others stay; an empty value takes the tag away.</param>
    public sealed record Tags(IReadOnlyDictionary<string, string> Values) : LaterFact;

    /// <summary>
    /// What somebody thought of an answer or did with it. It belongs to the newest interaction that began before <see cref="LaterFact.Time"/>, among those
    /// with the texts where they are given.
    /// </summary>
    /// <param name="Slug">The kind, as <c>thumbs_up</c>.</param>
    public sealed record Feedback(string Slug) : LaterFact
    {
        public string? Text { get; init; }

        /// <summary>The text as it was sent, where <see cref="Text"/> is masked: it tells a feedback sent twice, and is not stored.</summary>
        public string? TextAsSent { get; init; }

        public long? Value { get; init; }
    }
}
