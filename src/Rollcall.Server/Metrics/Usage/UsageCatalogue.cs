using Rollcall.Kernel.Metrics;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>The measures of usage in the order in which every reader shows them.</summary>
internal static class UsageCatalogue
{
    private const double Second = 1_000_000;

    public static IReadOnlyList<Measure<UsageCounts>> Measures { get; } =
    [
        new("interactions", "interactions", "Qualifying interactions of the active people, as in adoption.", c => c.Interactions),
        new("conversations", "conversations", "Distinct conversations with such an interaction.", c => c.Conversations),
        new("active", "people", "Distinct people with such an interaction, as in adoption.", c => c.People),
        new("interactions_per_person", "interactions per person", "interactions / active.", c => Share(c.Interactions, c.People)),
        new("conversations_per_person", "conversations per person", "conversations / active.", c => Share(c.Conversations, c.People)),
        new("conversation_length_mean", "interactions per conversation", "interactions / conversations.", c => Share(c.Interactions, c.Conversations)),
        new("conversation_length_median", "interactions per conversation", "The smallest number that at least half of the conversations do not exceed.", c => c.MedianLength),
        new("conversation_seconds_mean", "seconds", "Mean time of a conversation from its first start to its last end, or last start where no end is known.", c => Share(c.Durations / Second, c.Conversations)),
        new("conversation_seconds_median", "seconds", "The shortest such time that at least half of the conversations do not exceed.", c => c.MedianDuration / Second),
        new("with_latency", "interactions", "Interactions that have an end: those of the latency.", c => c.WithLatency),
        new("latency_seconds_p50", "seconds", "The shortest time from start to end that at least 50 % of them do not exceed.", c => c.LatencyP50 / Second),
        new("latency_seconds_p95", "seconds", "The same for 95 %.", c => c.LatencyP95 / Second),
        new("latency_seconds_p99", "seconds", "The same for 99 %.", c => c.LatencyP99 / Second),
        new("with_input_tokens", "interactions", "Interactions that say how many tokens went in.", c => c.WithInputTokens),
        new("input_tokens", "tokens", "Their sum.", c => c.InputTokens),
        new("with_output_tokens", "interactions", "Interactions that say how many tokens came out.", c => c.WithOutputTokens),
        new("output_tokens", "tokens", "Their sum.", c => c.OutputTokens),
        new("with_cost", "interactions", "Interactions that say what they cost.", c => c.WithCost),
        new("cost", "micro-dollars", "Their sum.", c => c.Cost),
        new("errors", "interactions", "Interactions with an error.", c => c.Errors),
        new("error_share", "rate", "errors / interactions.", c => Share(c.Errors, c.Interactions)),
        new("negative_feedback", "interactions", "Interactions with a thumbs down or a rating of 1 or 2.", c => c.NegativeExplicit),
        new("negative_feedback_share", "rate", "negative_feedback / interactions.", c => Share(c.NegativeExplicit, c.Interactions)),
    ];

    public static MetricDefinition Definition => new(
        "usage",
        "What was done: interactions, conversations, times, tokens, cost, errors and feedback of the active people, by calendar bucket and by model, agent or interaction tag. A conversation counts in each "
        + "bucket and group with what of it is there.",
        Measures);

    private static double? Share(double part, long whole) => whole == 0 ? null : part / whole;
}
