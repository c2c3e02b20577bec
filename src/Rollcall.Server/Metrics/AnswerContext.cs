namespace Rollcall.Server.Metrics;

/// <summary>What an answer says of itself.</summary>
internal static class AnswerContext
{
    /// <summary>Days after the end of a window in which late interactions are still expected; afterwards its numbers are final.</summary>
    public const int LatenessDays = 3;
}
