using System.Text;
using static Rollcall.Server.Tests.Hostile.HostileRequest;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>Every path of Nebuly's that takes a body, each with what is wrong wherever it is sent; and what is wrong with what is said of interactions later.</summary>
internal static class HostileNebuly
{
    private const string Events = "/event-ingestion/api/";
    private const string External = "/api/external/";

    private static readonly (string Method, string Path)[] Paths =
    [
        ("POST", Events + "v1/events"), ("POST", Events + "v1/events/interactions"), ("POST", HostileInteractions.Messages),
        ("POST", Events + "v1/events/trace_interaction"), ("POST", Events + "v2/events/trace_interaction"), ("POST", HostileInteractions.Trace), ("POST", Events + "v2/events/trace_conversation"),
        ("POST", Events + "v1/events/feedback"), ("POST", Events + "v2/events/tags"),
        ("POST", HostilePeople.Nebuly), ("PUT", HostilePeople.Nebuly), ("DELETE", HostilePeople.Nebuly), ("POST", External + "platform-users"), ("PUT", External + "platform-users"),
        ("POST", External + "get-interactions"), ("POST", External + "get-interaction-aggregates"), ("POST", External + "get-interaction-multi-aggregates"),
        ("POST", External + "get-interaction-time-series"), ("POST", External + "get-conversation-detail"), ("POST", External + "download/interactions"),
        ("POST", External + "projects/delete-api-key"), ("POST", External + "variants"),
    ];

    // Where the text of an interaction stands, and what is before and behind it.
    private static readonly (string Path, string Before, string Behind, string Place)[] Writes =
    [
        (Events + "v1/events", "{\"body\":{", "}}", "body.body"),
        (Events + "v1/events/interactions", "{\"interaction\":{", "}}", "body.interaction"),
        (Events + "v1/events/trace_interaction", "{\"interaction\":{", "},\"traces\":[]}", "body.interaction"),
        (Events + "v2/events/trace_interaction", "{\"interaction\":{", "},\"traces\":[]}", "body.interaction"),
        (Events + "v2/events/trace_conversation", "{\"conversation\":{\"end_user\":\"hostile\",\"interactions\":[{", "}]}}", "body.conversation.interactions.0"),
    ];

    public static IEnumerable<(string Name, HostileRequest Request)> All => [.. Everywhere(), .. Interactions(), .. Later()];

    private static IEnumerable<(string, HostileRequest)> Everywhere()
    {
        var zeros = RawHttp.Gzip(new byte[12_000_000]);
        var packed = RawHttp.Gzip("{\"x\":1}"u8);
        foreach (var (method, path) in Paths)
        {
            var at = $"{method} {path}";
            foreach (var (what, body, code) in new (string, string, string)[]
            {
                ("nothing", "", "invalid_json"),
                ("a cut object", "{\"time_range\":{", "invalid_json"),
                ("too deep", $"{{\"x\":{Nested(64)}}}", "too_deep"),
                ("far too deep", Repeat("{\"a\":", 50_000), "too_deep"),
                ("a name twice", "{\"x\":1,\"x\":1}", "duplicate_field"),
                ("half a surrogate pair as a name", "{\"\\ud800\":1}", "invalid_text"),
            })
            {
                yield return ($"{at}: {what}", Of(method, path, body, 422, code, "body"));
            }

            yield return ($"{at}: invalid UTF-8", Of(method, path, [.. "{\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8], 422, "invalid_utf8", "body"));
            yield return ($"{at}: gzip cut", Of(method, path, packed[..^6], 422, "invalid_gzip", "body", ("Content-Encoding", "gzip")));
            yield return ($"{at}: gzip of too much", Of(method, path, zeros, 413, "too_large", null, ("Content-Encoding", "gzip")));
            yield return ($"{at}: another encoding", Of(method, path, packed, 415, "unsupported_encoding", null, ("Content-Encoding", "zstd")));
        }
    }

    private static IEnumerable<(string, HostileRequest)> Interactions()
    {
        const string User = "\"end_user\":\"hostile\"", Start = "\"time_start\":\"2026-03-01T09:00:00Z\"";
        foreach (var (path, before, behind, place) in Writes)
        {
            foreach (var (what, fields, code, field) in new (string, string, string, string)[]
            {
                ("text too large", $"{User},{Start},\"input\":\"{Repeat("x", 1_000_001)}\"", "too_large", ""),
                ("a start without a zone", $"{User},\"input\":\"\",\"time_start\":\"2026-03-01T09:00:00\"", "invalid_time", ".time_start"),
                ("the year 1", $"{User},\"input\":\"\",\"time_start\":\"0001-01-01T00:00:00Z\"", "time_out_of_range", ".time_start"),
                ("the year 9999", $"{User},\"input\":\"\",\"time_start\":\"9999-12-31T23:59:59Z\"", "time_out_of_range", ".time_start"),
                ("half a surrogate pair", $"{User},{Start},\"input\":\"\\udc00\"", "invalid_text", ".input"),
                ("a tag with NUL", $"{User},{Start},\"input\":\"\",\"tags\":{{\"a\":\"\\u0000\"}}", "control_character", ".tags.a"),
                ("a field twice", $"{User},{Start},\"input\":\"\",\"input\":\"\"", "duplicate_field", "body"),
            })
            {
                var at = field == "body" ? field : place + field;
                yield return ($"{path}: {what}", new(RawHttp.Request("POST", path, Encoding.UTF8.GetBytes(before + fields + behind)), 422, code, at));
            }

            yield return ($"{path}: emoji, right to left, NUL and what no character is, as content", Of("POST", path, $"{before}{User},{Start},\"input\":\"😀 שלום \\u202e\\u0000 \\uffff\",\"output\":\"{path}\"{behind}", 200));
            // Old, so that not every look at the newest has to carry it.
            yield return ($"{path}: text as long as allowed", Of("POST", path, $"{before}{User},\"time_start\":\"2025-01-01T09:00:00Z\",\"input\":\"{Repeat("x", 999_900)}\",\"output\":\"{path}\"{behind}", 200));
        }
    }

    private static IEnumerable<(string, HostileRequest)> Later()
    {
        const string About = "\"metadata\":{\"end_user\":\"hostile\",\"timestamp\":\"2026-03-01T09:00:00Z\"}";
        foreach (var (what, path, body, code, place) in new (string, string, string, string, string)[]
        {
            ("no action", "feedback", $"{{{About}}}", "required", "body.action"),
            ("a slug of its own", "feedback", $"{{\"action\":{{\"slug\":\"love\"}},{About}}}", "unknown_slug", "body.action.slug"),
            ("a rating beyond", "feedback", $"{{\"feedback\":{{\"slug\":\"rating\",\"value\":6}},{About}}}", "out_of_range", "body.feedback.value"),
            ("a rating beyond every number", "feedback", $"{{\"feedback\":{{\"slug\":\"rating\",\"value\":1e400}},{About}}}", "out_of_range", "body.feedback.value"),
            ("half a surrogate pair", "feedback", $"{{\"action\":{{\"slug\":\"comment\",\"text\":\"\\ud800\"}},{About}}}", "invalid_text", "body.action.text"),
            ("nobody", "feedback", "{\"action\":{\"slug\":\"thumbs_up\"},\"metadata\":{\"timestamp\":\"2026-03-01T09:00:00Z\"}}", "required", "body.metadata.end_user"),
            ("the year 9999", "feedback", "{\"action\":{\"slug\":\"thumbs_up\"},\"metadata\":{\"end_user\":\"hostile\",\"timestamp\":\"9999-12-31T23:59:59Z\"}}", "time_out_of_range", "body.metadata.timestamp"),
            ("a time without a zone", "tags", "{\"tags\":{},\"metadata\":{\"end_user\":\"hostile\",\"time_start\":\"2026-03-01T09:00:00\"}}", "invalid_time", "body.metadata.time_start"),
            ("tags a list", "tags", $"{{\"tags\":[],{About}}}", "wrong_type", "body.tags"),
            ("a tag with NUL", "tags", $"{{\"tags\":{{\"a\":\"\\u0000\"}},{About}}}", "control_character", "body.tags.a"),
        })
        {
            yield return ($"{path}: {what}", Of("POST", $"{Events}{(path == "tags" ? "v2" : "v1")}/events/{path}", body, 422, code, place));
        }
    }
}
