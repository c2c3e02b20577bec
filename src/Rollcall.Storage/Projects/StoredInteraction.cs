namespace Rollcall.Storage.Projects;

/// <summary>An interaction as it is stored. Times in UTC microseconds, cost in micro-dollars; feedback, tags and traces are JSON.</summary>
public sealed record StoredInteraction(
    long Seq, long ReceivedAt, string Id, string ConversationId, string EndUser, int Person, long TimeStart, long? TimeEnd,
    string? Model, string? Agent, long? InputTokens, long? OutputTokens, long? Cost, string? Error, string? Feedback,
    string? Tags, string? Input, string? Output, string? Traces)
{
    internal const string Columns = """
        i.seq, i.received_at, i.identity, i.id, i.conversation, i.identifier, i.time_start, i.time_end, i.model, i.agent,
        i.input_tokens, i.output_tokens, i.cost, i.error, i.feedback, i.tags, t.input, t.output, t.traces,
        n.text, n.person
        """;

    internal const string Tables = "interaction i LEFT JOIN interaction_text t ON t.seq = i.seq JOIN identifier n ON n.number = i.identifier";

    internal static StoredInteraction Read(Statement row) => new(
        row.Number(0), row.Number(1), row.TextOrNull(3) ?? row.Identity(2).ToString("x32"), row.Text(4), row.Text(19), (int)row.Number(20),
        row.Number(6), row.NumberOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.NumberOrNull(10), row.NumberOrNull(11), row.NumberOrNull(12),
        row.TextOrNull(13), row.TextOrNull(14), row.TextOrNull(15), row.TextOrNull(16), row.TextOrNull(17), row.TextOrNull(18));
}
