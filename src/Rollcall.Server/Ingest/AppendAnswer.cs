using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Server.Ingest;

/// <summary>What became of the interactions of one request.</summary>
/// <param name="Accepted">New and on disk.</param>
/// <param name="Duplicates">There already, with the same content.</param>
/// <param name="Conflicts">There already under the same id, with other content; the first one stays.</param>
/// <param name="Rejected">The first 1,000 that were not taken, with the line (from 1) or the position in the array (from 1).</param>
/// <param name="RejectedCount">All that were not taken.</param>
public sealed record AppendAnswer(long Accepted, long Duplicates, long Conflicts, IReadOnlyList<RejectedLine> Rejected, long RejectedCount)
{
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, IngestJson.Default.AppendAnswer);
}

public sealed record RejectedLine(long Line, string Code, string Message);

/// <summary>One interaction, as <c>POST /api/v1/interactions</c> takes it; described here for the API document, read by <see cref="InteractionReader"/>.</summary>
public sealed record InteractionBody(
    string? Id,
    string EndUser,
    DateTimeOffset TimeStart,
    DateTimeOffset? TimeEnd,
    string? ConversationId,
    string? Input,
    string? Output,
    string? Model,
    string? Agent,
    long? InputTokens,
    long? OutputTokens,
    long? Cost,
    string? Error,
    IReadOnlyDictionary<string, string>? Tags,
    JsonElement? Feedback,
    JsonElement? Traces,
    JsonElement? Context);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AppendAnswer))]
[JsonSerializable(typeof(InteractionBody))]
internal sealed partial class IngestJson : JsonSerializerContext;
