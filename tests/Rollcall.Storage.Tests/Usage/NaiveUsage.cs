using System.Text.Json;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Usage;

namespace Rollcall.Storage.Tests.Usage;

/// <summary>The numbers counted the plain way, from the interactions as they were sent.</summary>
internal static class NaiveUsage
{
    public static UsageCounts Of(IReadOnlyCollection<InteractionRecord> rows)
    {
        if (rows.Count == 0)
            return UsageCounts.None;
        var conversations = rows.GroupBy(row => row.ConversationId ?? $"own {row.Id}", StringComparer.Ordinal).Select(conversation => (
            Length: (long)conversation.Count(), Duration: conversation.Max(row => row.TimeEnd ?? row.TimeStart) - conversation.Min(row => row.TimeStart))).ToList();
        var latencies = rows.Where(row => row.TimeEnd is not null).Select(row => row.TimeEnd!.Value - row.TimeStart).ToList();
        var feedback = rows.Select(row => Feedback(row.Feedback)).ToList();
        return new()
        {
            Interactions = rows.Count,
            People = rows.Select(row => row.EndUser).Distinct(StringComparer.Ordinal).Count(),
            Conversations = conversations.Count,
            MedianLength = Rank(conversations.ConvertAll(conversation => conversation.Length), 50),
            Durations = conversations.Sum(conversation => conversation.Duration),
            MedianDuration = Rank(conversations.ConvertAll(conversation => conversation.Duration), 50),
            WithLatency = latencies.Count,
            Latencies = latencies.Sum(),
            LatencyP50 = Rank(latencies, 50),
            LatencyP95 = Rank(latencies, 95),
            LatencyP99 = Rank(latencies, 99),
            WithInputTokens = rows.Count(row => row.InputTokens is not null),
            InputTokens = rows.Sum(row => row.InputTokens ?? 0),
            WithOutputTokens = rows.Count(row => row.OutputTokens is not null),
            OutputTokens = rows.Sum(row => row.OutputTokens ?? 0),
            WithCost = rows.Count(row => row.Cost is not null),
            Cost = rows.Sum(row => row.Cost ?? 0),
            Errors = rows.Count(row => Value(row, "error") is not null),
            Judged = feedback.Count(kinds => kinds != FeedbackKinds.None),
            PositiveExplicit = feedback.Count(kinds => kinds.HasFlag(FeedbackKinds.PositiveExplicit)),
            NegativeExplicit = feedback.Count(kinds => kinds.HasFlag(FeedbackKinds.NegativeExplicit)),
            PositiveImplicit = feedback.Count(kinds => kinds.HasFlag(FeedbackKinds.PositiveImplicit)),
            NegativeImplicit = feedback.Count(kinds => kinds.HasFlag(FeedbackKinds.NegativeImplicit)),
            Negative = feedback.Count(kinds => (kinds & (FeedbackKinds.NegativeExplicit | FeedbackKinds.NegativeImplicit)) != FeedbackKinds.None),
        };
    }

    public static string? Value(InteractionRecord row, string key)
    {
        var field = key switch { "model" => row.Model, "agent" => row.Agent, "error" => row.Error, _ => null };
        return string.IsNullOrEmpty(field) ? row.Tags?.GetValueOrDefault(key) : field;
    }

    public static FeedbackKinds Feedback(string? json) => json is null ? FeedbackKinds.None : JsonDocument.Parse(json).RootElement.EnumerateArray().Aggregate(FeedbackKinds.None, (kinds, action) => kinds | Kind(action));

    // The nearest rank: the smallest value that so many per cent do not exceed.
    private static long? Rank(List<long> values, int percent)
    {
        values.Sort();
        return values.Count == 0 ? null : values[((values.Count * percent) + 99) / 100 - 1];
    }

    private static FeedbackKinds Kind(JsonElement action)
    {
        if (action.ValueKind != JsonValueKind.Object || !action.TryGetProperty("slug", out var slug) || slug.ValueKind != JsonValueKind.String)
            return FeedbackKinds.None;
        var rating = action.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;
        return slug.GetString() switch
        {
            "thumbs_up" => FeedbackKinds.PositiveExplicit,
            "thumbs_down" => FeedbackKinds.NegativeExplicit,
            "copy_output" or "paste" => FeedbackKinds.PositiveImplicit,
            "regenerate" => FeedbackKinds.NegativeImplicit,
            "rating" => rating is 4 or 5 ? FeedbackKinds.PositiveExplicit : rating is 1 or 2 ? FeedbackKinds.NegativeExplicit : FeedbackKinds.None,
            _ => FeedbackKinds.None,
        };
    }
}
