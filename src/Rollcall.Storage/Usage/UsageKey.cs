namespace Rollcall.Storage.Usage;

/// <summary>What interactions are grouped by. An interaction without a value is in the group null; one with several, in each of them.</summary>
public abstract record UsageKey
{
    /// <summary>A key as in <see cref="Projects.EventFilterTerms"/>: <c>model</c>, <c>agent</c> and <c>error</c> are the fields first.</summary>
    public sealed record Term(string Key) : UsageKey;

    /// <summary>A tag of the interaction, whatever it is called.</summary>
    public sealed record Tag(string Key) : UsageKey;

    /// <summary>The number of the person, in digits.</summary>
    public sealed record Person : UsageKey;

    public sealed record Conversation : UsageKey;

    /// <summary>The number of a single <see cref="FeedbackKinds"/>, in digits.</summary>
    public sealed record Feedback : UsageKey;

    /// <summary>The <c>source</c> of a trace.</summary>
    public sealed record Source : UsageKey;

    /// <summary>Nothing: every interaction is in the group null.</summary>
    public sealed record Nothing : UsageKey;
}
