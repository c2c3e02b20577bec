namespace Rollcall.Storage.Usage;

/// <summary>A condition on interactions beyond <see cref="Projects.EventFilterTerms"/>: one of some values.</summary>
/// <param name="Exclude">Those that do not meet it instead.</param>
public abstract record UsageCondition(bool Exclude)
{
    /// <summary>By the person, in any spelling; ids never met are of nobody.</summary>
    public sealed record Of(IReadOnlyList<string> EndUsers, bool Exclude) : UsageCondition(Exclude);

    /// <summary>By a tag of the interaction; an empty value stands for its absence.</summary>
    public sealed record Tagged(string Key, IReadOnlyList<string> Values, bool Exclude) : UsageCondition(Exclude);

    /// <summary>By any of some kinds of feedback.</summary>
    public sealed record Judged(FeedbackKinds Kinds, bool Exclude) : UsageCondition(Exclude);

    /// <summary>By a source that was looked up for the answer: the <c>source</c> of a trace.</summary>
    public sealed record From(IReadOnlyList<string> Sources, bool Exclude) : UsageCondition(Exclude);

    /// <summary>By the id as answered when it was stored: the sender's own, or 32 hexadecimal digits.</summary>
    public sealed record Named(IReadOnlyList<string> Ids, bool Exclude) : UsageCondition(Exclude);

    /// <summary>None at all.</summary>
    public sealed record Never(bool Exclude) : UsageCondition(Exclude);
}
