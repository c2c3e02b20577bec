using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel.Time;
using Rollcall.Server.Ingest;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Export;

/// <summary>Interactions as they are sent: one JSON object a line, or a table of the same fields.</summary>
internal static class ExportedInteraction
{
    public const string MediaType = "application/x-ndjson";

    private static readonly string[] Columns =
    [
        "id", "end_user", "time_start", "time_end", "conversation_id", "model", "agent", "input_tokens", "output_tokens", "cost", "error",
        "tags", "input", "output", "feedback", "traces", "context",
    ];

    public static byte[] CsvHead => ExportCsv.Of([Columns]);

    public static byte[] Lines(IEnumerable<StoredInteraction> rows)
    {
        using var lines = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(lines, Of(row), ExportJson.Readable.InteractionBody);
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    public static byte[] Csv(IEnumerable<StoredInteraction> rows) => ExportCsv.Of(rows.Select(Of).Select(row => (IReadOnlyList<string?>)
    [
        row.Id, row.EndUser, Time(row.TimeStart), Time(row.TimeEnd), row.ConversationId, row.Model, row.Agent, Number(row.InputTokens), Number(row.OutputTokens), Number(row.Cost),
        row.Error, row.Tags is { } tags ? JsonSerializer.Serialize(tags, ExportJson.Readable.IReadOnlyDictionaryStringString) : null, row.Input, row.Output,
        row.Feedback?.GetRawText(), row.Traces?.GetRawText(), row.Context?.GetRawText(),
    ]));

    private static InteractionBody Of(StoredInteraction row)
    {
        var sent = InteractionCopy.Of(row);
        var (traces, context) = TracesAndContext.Split(Json(sent.Traces));
        return new(
            sent.Id, sent.EndUser, Timestamp.FromMicroseconds(sent.TimeStart), sent.TimeEnd is { } end ? Timestamp.FromMicroseconds(end) : null, sent.ConversationId,
            sent.Input, sent.Output, sent.Model, sent.Agent, sent.InputTokens, sent.OutputTokens, sent.Cost, sent.Error, sent.Tags is { Count: > 0 } ? sent.Tags : null,
            Json(sent.Feedback), traces, context);
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonSerializer.Deserialize(text, ExportJson.Readable.JsonElement);

    private static string? Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 2 * Limits.JsonDepth)]
[JsonSerializable(typeof(InteractionBody))]
[JsonSerializable(typeof(ExportedPerson))]
[JsonSerializable(typeof(IReadOnlyList<ExportedAccess>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    // A file, never part of a page: letters of every script stand as themselves.
    public static ExportJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonAsKept() } });
}
