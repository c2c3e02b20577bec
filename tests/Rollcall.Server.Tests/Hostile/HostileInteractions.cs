using System.Text;
using static Rollcall.Server.Tests.Hostile.HostileRequest;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>Interactions, native and Nebuly's, with something wrong in them.</summary>
internal static class HostileInteractions
{
    public const string Native = "/api/v1/interactions";
    public const string Trace = "/event-ingestion/api/v3/events/trace_interaction";
    public const string Messages = "/event-ingestion/api/v2/events/interactions";

    private const string Start = "\"time_start\":\"2026-03-01T09:00:00Z\"";
    private const string User = "\"end_user\":\"hostile\"";

    public static IEnumerable<(string Name, HostileRequest Request)> All => [.. Bodies(), .. NativeFields(), .. NebulyFields(), .. Encodings()];

    private static IEnumerable<(string, HostileRequest)> Bodies()
    {
        foreach (var (what, body, code) in new (string, string, string)[]
        {
            ("nothing", "", "invalid_json"),
            ("spaces", "   ", "invalid_json"),
            ("no JSON", "nonsense", "invalid_json"),
            ("a cut object", "{\"end_user\":\"a\"", "invalid_json"),
            ("something behind the object", $"{{{User},{Start}}} x", "invalid_json"),
            ("a comment", $"{{/* */{User},{Start}}}", "invalid_json"),
            ("a comma too much", $"{{{User},{Start},}}", "invalid_json"),
            ("not a number", $"{{{User},{Start},\"cost\":NaN}}", "invalid_json"),
            ("a leading zero", $"{{{User},{Start},\"cost\":01}}", "invalid_json"),
            ("a raw line end in a string", $"{{\"end_user\":\"a\nb\",{Start}}}", "invalid_json"),
            ("a number", "5", "wrong_type"),
            ("null", "null", "wrong_type"),
            ("a string", "\"hello\"", "wrong_type"),
            ("too deep", Nested(65), "too_deep"),
            ("far too deep", Repeat("[", 100_000), "too_deep"),
            ("a name twice", $"{{{User},{User},{Start}}}", "duplicate_field"),
            ("half a surrogate pair as the only name", "{\"\\ud800\":1}", "invalid_text"),
            ("half a surrogate pair as a name", $"{{{User},{Start},\"\\udc00x\":1}}", "invalid_text"),
        })
        {
            yield return ($"native: {what}", Of("POST", Native, body, 422, code, ""));
            yield return ($"Nebuly: {what}", Of("POST", Trace, body, 422, code, "body"));
        }

        // On Nebuly's path the root is an object, and arrays in it may be as deep as the limit.
        yield return ("Nebuly: as deep as allowed", Of("POST", Trace, $"{{\"interaction\":{{{User},{Start},\"input\":\"deep\"}},\"x\":{Nested(63)}}}", 200));
        yield return ("Nebuly: one too deep", Of("POST", Trace, $"{{\"interaction\":{{{User},{Start},\"input\":\"deep\"}},\"x\":{Nested(64)}}}", 422, "too_deep", "body"));
        yield return ("Nebuly: traces as deep as allowed", Of("POST", Trace, $"{{\"interaction\":{{{User},{Start},\"input\":\"deep traces\"}},\"traces\":[{{\"x\":{Nested(61)}}}]}}", 200));
        yield return ("Nebuly: an array", Of("POST", Trace, "[]", 422, "wrong_type", "body"));
    }

    private static IEnumerable<(string, HostileRequest)> NativeFields()
    {
        foreach (var (what, fields, code, place) in new (string, string, string, string)[]
        {
            ("nobody", Start, "required", "end_user"),
            ("no start", User, "required", "time_start"),
            ("end_user null", $"\"end_user\":null,{Start}", "wrong_type", "end_user"),
            ("end_user a number", $"\"end_user\":5,{Start}", "wrong_type", "end_user"),
            ("end_user an object", $"\"end_user\":{{}},{Start}", "wrong_type", "end_user"),
            ("end_user empty", $"\"end_user\":\"\",{Start}", "empty", "end_user"),
            ("end_user of spaces", $"\"end_user\":\" \\t\\u00a0 \",{Start}", "empty", "end_user"),
            ("end_user too long", $"\"end_user\":\"{Repeat("x", 513)}\",{Start}", "too_long", "end_user"),
            ("end_user with NUL", $"\"end_user\":\"a\\u0000b\",{Start}", "control_character", "end_user"),
            ("end_user with a bell", $"\"end_user\":\"a\\u0007b\",{Start}", "control_character", "end_user"),
            ("end_user with a C1 control", $"\"end_user\":\"a\\u0085b\",{Start}", "control_character", "end_user"),
            ("end_user half a surrogate pair", $"\"end_user\":\"a\\ud800\",{Start}", "invalid_text", "end_user"),
            ("end_user no character", $"\"end_user\":\"a\\ufffeb\",{Start}", "invalid_text", "end_user"),
            ("time_start null", $"{User},\"time_start\":null", "wrong_type", "time_start"),
            ("time_start a number", $"{User},\"time_start\":1772355600", "wrong_type", "time_start"),
            ("time_start words", $"{User},\"time_start\":\"yesterday\"", "invalid_time", "time_start"),
            ("time_start a date", $"{User},\"time_start\":\"2026-03-01\"", "invalid_time", "time_start"),
            ("time_start without a zone", $"{User},\"time_start\":\"2026-03-01T09:00:00\"", "invalid_time", "time_start"),
            ("time_start on no day", $"{User},\"time_start\":\"2026-02-30T09:00:00Z\"", "invalid_time", "time_start"),
            ("time_start in no month", $"{User},\"time_start\":\"2026-13-01T09:00:00Z\"", "invalid_time", "time_start"),
            ("time_start at no hour", $"{User},\"time_start\":\"2026-03-01T25:00:00Z\"", "invalid_time", "time_start"),
            ("time_start with a zone of its own", $"{User},\"time_start\":\"2026-03-01T09:00:00+99:00\"", "invalid_time", "time_start"),
            ("time_start in the year 0", $"{User},\"time_start\":\"0000-01-01T00:00:00Z\"", "invalid_time", "time_start"),
            ("time_start in the year 1", $"{User},\"time_start\":\"0001-01-01T00:00:00Z\"", "time_out_of_range", "time_start"),
            ("time_start before the year 1", $"{User},\"time_start\":\"0001-01-01T00:00:00+14:00\"", "invalid_time", "time_start"),
            ("time_start in 1999", $"{User},\"time_start\":\"1999-12-31T23:59:59Z\"", "time_out_of_range", "time_start"),
            ("time_start in 9999", $"{User},\"time_start\":\"9999-12-31T23:59:59Z\"", "time_out_of_range", "time_start"),
            ("time_end before the start", $"{User},{Start},\"time_end\":\"2026-03-01T08:59:59Z\"", "time_end_before_start", "time_end"),
            ("time_end in 9999", $"{User},{Start},\"time_end\":\"9999-12-31T23:59:59Z\"", "time_out_of_range", "time_end"),
            ("time_end a boolean", $"{User},{Start},\"time_end\":true", "wrong_type", "time_end"),
            ("id empty", $"{User},{Start},\"id\":\"\"", "empty", "id"),
            ("id too long", $"{User},{Start},\"id\":\"{Repeat("x", 513)}\"", "too_long", "id"),
            ("id a number", $"{User},{Start},\"id\":1", "wrong_type", "id"),
            ("conversation_id an object", $"{User},{Start},\"conversation_id\":{{}}", "wrong_type", "conversation_id"),
            ("input a number", $"{User},{Start},\"input\":5", "wrong_type", "input"),
            ("input half a surrogate pair", $"{User},{Start},\"input\":\"\\udfff\"", "invalid_text", "input"),
            ("output an array", $"{User},{Start},\"output\":[\"x\"]", "wrong_type", "output"),
            ("input too large", $"{User},{Start},\"input\":\"{Repeat("x", 1_000_001)}\"", "too_large", ""),
            ("model with a line end", $"{User},{Start},\"model\":\"a\\nb\"", "control_character", "model"),
            ("agent too long", $"{User},{Start},\"agent\":\"{Repeat("x", 1_001)}\"", "too_long", "agent"),
            ("tokens negative", $"{User},{Start},\"input_tokens\":-1", "out_of_range", "input_tokens"),
            ("tokens broken", $"{User},{Start},\"output_tokens\":1.5", "out_of_range", "output_tokens"),
            ("tokens beyond 64 bits", $"{User},{Start},\"output_tokens\":99999999999999999999", "out_of_range", "output_tokens"),
            ("cost beyond every number", $"{User},{Start},\"cost\":1e400", "out_of_range", "cost"),
            ("cost a string", $"{User},{Start},\"cost\":\"5\"", "wrong_type", "cost"),
            ("error a number", $"{User},{Start},\"error\":5", "wrong_type", "error"),
            ("tags an array", $"{User},{Start},\"tags\":[]", "wrong_type", "tags"),
            ("a tag a number", $"{User},{Start},\"tags\":{{\"a\":1}}", "wrong_type", "tags.a"),
            ("a tag an object", $"{User},{Start},\"tags\":{{\"a\":{{}}}}", "wrong_type", "tags.a"),
            ("a tag without a name", $"{User},{Start},\"tags\":{{\"\":\"x\"}}", "empty", "tags"),
            ("a tag's name too long", $"{User},{Start},\"tags\":{{\"{Repeat("k", 201)}\":\"x\"}}", "too_long", $"tags.{Repeat("k", 59)}…"),
            ("a tag's value too long", $"{User},{Start},\"tags\":{{\"a\":\"{Repeat("v", 1_001)}\"}}", "too_long", "tags.a"),
            ("a tag's value with NUL", $"{User},{Start},\"tags\":{{\"a\":\"x\\u0000\"}}", "control_character", "tags.a"),
            ("a tag's name with NUL", $"{User},{Start},\"tags\":{{\"a\\u0000\":\"x\"}}", "control_character", "tags.a\\u0000"),
            ("a tag's name half a surrogate pair", $"{User},{Start},\"tags\":{{\"\\ud83d\":\"x\"}}", "invalid_text", ""),
            ("a tag's value no character", $"{User},{Start},\"tags\":{{\"a\":\"\\ufffe\"}}", "invalid_text", "tags.a"),
            ("a tag twice after trimming", $"{User},{Start},\"tags\":{{\"a\":\"1\",\" a \":\"2\"}}", "duplicate_field", "tags.a"),
            ("a tag twice", $"{User},{Start},\"tags\":{{\"a\":\"1\",\"a\":\"2\"}}", "duplicate_field", ""),
            ("too many tags", $"{User},{Start},\"tags\":{{{Many(101, i => $"\"t{i}\":\"x\"")}}}", "too_many_tags", "tags"),
            ("a field of another spelling", $"{User},{Start},\"timeEnd\":\"2026-03-01T09:00:01Z\"", "unknown_field", "timeEnd"),
        })
        {
            yield return ($"native: {what}", Of("POST", Native, $"{{{fields}}}", 422, code, place));
            var second = code is "duplicate_field" or "invalid_text" && place.Length == 0 ? "" : place.Length == 0 ? "[1]" : $"[1].{place}";
            yield return ($"native, second in a list: {what}", Of("POST", Native, $"[{{{User},{Start},\"id\":\"good\"}},{{{fields}}}]", 422, code, second));
        }

        yield return ("native: text as long as allowed", Of("POST", Native, $"{{{User},{Start},\"input\":\"{Repeat("x", 1_000_000)}\"}}", 200));
        yield return ("native: an id as long as allowed", Of("POST", Native, $"{{\"end_user\":\"{Repeat("ü", 512)}\",{Start}}}", 200));
        yield return ("native: NUL in content is content", Of("POST", Native, $"{{{User},{Start},\"input\":\"a\\u0000b\"}}", 200));
        yield return ("native: a byte order mark", Of("POST", Native, $"\uFEFF{{{User},{Start},\"input\":\"mark\"}}", 200));
        yield return ("native: an empty list", Of("POST", Native, "[]", 200));
        yield return ("native: an unknown parameter", Of("POST", $"{Native}?dry_run=true", $"{{{User},{Start}}}", 422, "unknown_parameter", "dry_run"));
    }

    private static IEnumerable<(string, HostileRequest)> NebulyFields()
    {
        foreach (var (what, fields, code, place) in new (string, string, string, string)[]
        {
            ("nobody", Start, "required", "end_user"),
            ("no start", User, "required", "time_start"),
            ("end_user null", $"\"end_user\":null,{Start}", "wrong_type", "end_user"),
            ("end_user empty", $"\"end_user\":\"\",{Start}", "empty", "end_user"),
            ("end_user too long", $"\"end_user\":\"{Repeat("x", 513)}\",{Start}", "too_long", "end_user"),
            ("end_user with NUL", $"\"end_user\":\"a\\u0000b\",{Start}", "control_character", "end_user"),
            ("end_user no character", $"\"end_user\":\"a\\ufffeb\",{Start}", "invalid_text", "end_user"),
            ("time_start without a zone", $"{User},\"time_start\":\"2026-03-01T09:00:00\"", "invalid_time", "time_start"),
            ("time_start in 1999", $"{User},\"time_start\":\"1999-12-31T23:59:59Z\"", "time_out_of_range", "time_start"),
            ("time_end before the start", $"{User},{Start},\"time_end\":\"2026-03-01T08:59:59Z\"", "time_end_before_start", "time_end"),
            ("input a number", $"{User},{Start},\"input\":5", "wrong_type", "input"),
            ("output half a surrogate pair", $"{User},{Start},\"input\":\"\",\"output\":\"\\ud800\"", "invalid_text", "output"),
            ("tags a list", $"{User},{Start},\"tags\":[]", "wrong_type", "tags"),
            ("a tag a number", $"{User},{Start},\"tags\":{{\"a\":1}}", "wrong_type", "tags.a"),
        })
        {
            yield return ($"Nebuly: {what}", Of("POST", Trace, $"{{\"interaction\":{{{fields}}}}}", 422, code, $"body.interaction.{place}"));
            yield return ($"Nebuly, as messages: {what}", Of("POST", Messages, $"{{\"interaction\":{{{fields}}}}}", 422, code, $"body.interaction.{place}"));
        }

        const string Good = $"\"interaction\":{{{User},{Start},\"input\":\"traces\"}}";
        foreach (var (what, body, code, place) in new (string, string, string, string)[]
        {
            ("no interaction", "{}", "required", "body.interaction"),
            ("interaction null", "{\"interaction\":null}", "wrong_type", "body.interaction"),
            ("interaction a list", "{\"interaction\":[]}", "wrong_type", "body.interaction"),
            ("no input", $"{{\"interaction\":{{{User},{Start}}}}}", "required", "body.interaction.input"),
            ("traces an object", $"{{{Good},\"traces\":{{}}}}", "wrong_type", "body.traces"),
            ("a trace a number", $"{{{Good},\"traces\":[{{}},5]}}", "wrong_type", "body.traces.1"),
            ("a trace's tokens words", $"{{{Good},\"traces\":[{{\"model\":\"m\",\"input_tokens\":\"many\"}}]}}", "wrong_type", "body.traces.0.input_tokens"),
            ("a trace's cost negative", $"{{{Good},\"traces\":[{{\"model\":\"m\",\"cost\":-1}}]}}", "out_of_range", "body.traces.0.cost"),
            ("a trace's model a number", $"{{{Good},\"traces\":[{{\"model\":1}}]}}", "wrong_type", "body.traces.0.model"),
            ("traces' tokens beyond 64 bits together", $"{{{Good},\"traces\":[{Many(10_000, _ => "{\"output_tokens\":1000000000000000}")}]}}", "out_of_range", "body.traces.1.output_tokens"),
            ("half a surrogate pair in a trace", $"{{{Good},\"traces\":[{{\"input\":\"a \\ud800 b\"}}]}}", "invalid_text", "body.traces.0"),
            ("half a surrogate pair as a name in a trace", $"{{{Good},\"traces\":[{{}},{{\"\\udc00\":1}}]}}", "invalid_text", "body"),
            ("half a surrogate pair in feedback", $"{{{Good},\"user_feedback\":[{{\"slug\":\"thumbs_up\",\"text\":\"\\ud800\"}}]}}", "invalid_text", "body.user_feedback.0"),
        })
        {
            yield return ($"Nebuly: {what}", Of("POST", Trace, body, 422, code, place));
        }

        yield return ("Nebuly: messages no list", Of("POST", Messages, $"{{\"interaction\":{{{User},{Start},\"messages\":{{}}}}}}", 422, "wrong_type", "body.interaction.messages"));
        yield return ("Nebuly: a message no object", Of("POST", Messages, $"{{\"interaction\":{{{User},{Start},\"messages\":[1]}}}}", 422, "wrong_type", "body.interaction.messages.0"));
        yield return ("Nebuly: unknown fields are ignored", Of("POST", Trace, $"{{{Good.Replace("traces", "unknown", StringComparison.Ordinal)},\"unheard_of\":[1]}}", 200));
        yield return ("Nebuly: a parameter is ignored", Of("POST", $"{Trace}?x=1", $"{{{Good.Replace("traces", "parameter", StringComparison.Ordinal)}}}", 200));
    }

    private static IEnumerable<(string, HostileRequest)> Encodings()
    {
        var native = Encoding.UTF8.GetBytes($"{{{User},{Start},\"input\":\"packed\"}}");
        var nebuly = Encoding.UTF8.GetBytes($"{{\"interaction\":{{{User},{Start},\"input\":\"packed\"}}}}");
        var zeros = RawHttp.Gzip(new byte[12_000_000]);
        foreach (var (who, path, body, root) in new[] { ("native", Native, native, ""), ("Nebuly", Trace, nebuly, "body") })
        {
            var packed = RawHttp.Gzip(body);
            // Broken bodies are native problems with a code of their own, and entries of Nebuly's list.
            var whole = who == "native" ? null : root;
            yield return ($"{who}: gzip", Of("POST", path, packed, 200, null, null, ("Content-Encoding", "gzip")));
            yield return ($"{who}: gzip cut", Of("POST", path, packed[..^5], 422, "invalid_gzip", whole, ("Content-Encoding", "gzip")));
            yield return ($"{who}: gzip cut in the middle", Of("POST", path, packed[..20], 422, "invalid_gzip", whole, ("Content-Encoding", "gzip")));
            yield return ($"{who}: gzip with a wrong sum", Of("POST", path, [.. packed[..^8], 1, 2, 3, 4, .. packed[^4..]], 422, "invalid_gzip", whole, ("Content-Encoding", "gzip")));
            yield return ($"{who}: no gzip", Of("POST", path, body, 422, "invalid_gzip", whole, ("Content-Encoding", "gzip")));
            yield return ($"{who}: gzip that is not said", Of("POST", path, packed, 422, "invalid_utf8", root));
            yield return ($"{who}: another encoding", Of("POST", path, packed, 415, "unsupported_encoding", null, ("Content-Encoding", "br")));
            yield return ($"{who}: two encodings", Of("POST", path, packed, 415, "unsupported_encoding", null, ("Content-Encoding", "gzip, gzip")));
            yield return ($"{who}: gzip of too much", Of("POST", path, zeros, 413, "too_large", null, ("Content-Encoding", "gzip")));
            yield return ($"{who}: too much", Of("POST", path, new byte[10_000_001], 413, "too_large", null));
            yield return ($"{who}: invalid UTF-8", Of("POST", path, [.. body[..20], 0xC3, 0x28, .. body[20..]], 422, "invalid_utf8", root));
            yield return ($"{who}: a surrogate as UTF-8", Of("POST", path, [.. body[..20], 0xED, 0xA0, 0x80, .. body[20..]], 422, "invalid_utf8", root));
            yield return ($"{who}: UTF-16", Of("POST", path, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")], 422, "invalid_utf8", root));
        }

        foreach (var type in new[] { "text/plain", ";;/json", "" })
        {
            yield return ($"native: content type '{type}'", Of("POST", Native, native, 415, "unsupported_media_type", null, ("Content-Type", type)));
            yield return ($"Nebuly: content type '{type}' is not looked at", Of("POST", Trace, nebuly, 200, null, null, ("Content-Type", type)));
        }
    }
}
