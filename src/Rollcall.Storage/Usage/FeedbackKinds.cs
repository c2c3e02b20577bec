namespace Rollcall.Storage.Usage;

/// <summary>What a person made known about an answer, by an action; an interaction may have several kinds.</summary>
[Flags]
public enum FeedbackKinds
{
    None = 0,

    /// <summary>Thumbs up, or a rating of 4 or 5.</summary>
    PositiveExplicit = 1,

    /// <summary>Thumbs down, or a rating of 1 or 2.</summary>
    NegativeExplicit = 2,

    /// <summary>The answer was copied or pasted.</summary>
    PositiveImplicit = 4,

    /// <summary>Another answer was asked for.</summary>
    NegativeImplicit = 8,
}
