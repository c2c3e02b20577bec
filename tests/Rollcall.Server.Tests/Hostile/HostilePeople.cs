using static Rollcall.Server.Tests.Hostile.HostileRequest;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>Lists of people, native and Nebuly's, with something wrong in them. Each begins with somebody who is in order and must not be changed.</summary>
internal static class HostilePeople
{
    public const string Native = "/api/v1/eligible-users";
    public const string Nebuly = "/api/external/eligible-users";

    private const string Good = "{\"end_user\":\"seed\",\"active_from\":\"2020-01-01\",\"tags\":{\"changed\":\"yes\"}}";

    public static IEnumerable<(string Name, HostileRequest Request)> All => [.. Both(), .. OnlyNative(), .. OnlyNebuly(), .. Questions()];

    private static IEnumerable<(string, HostileRequest)> Both()
    {
        foreach (var (what, person, code, place) in new (string, string, string, string)[]
        {
            ("a number", "5", "wrong_type", ""),
            ("null", "null", "wrong_type", ""),
            ("nobody", "{\"active_from\":\"2026-01-01\"}", "required", "end_user"),
            ("end_user null", "{\"end_user\":null}", "wrong_type", "end_user"),
            ("end_user a list", "{\"end_user\":[\"a\"]}", "wrong_type", "end_user"),
            ("end_user empty", "{\"end_user\":\"\"}", "empty", "end_user"),
            ("end_user of spaces", "{\"end_user\":\" \\u2003 \"}", "empty", "end_user"),
            ("end_user too long", $"{{\"end_user\":\"{Repeat("x", 513)}\"}}", "too_long", "end_user"),
            ("end_user with NUL", "{\"end_user\":\"a\\u0000b\"}", "control_character", "end_user"),
            ("end_user with a control character", "{\"end_user\":\"a\\u001bb\"}", "control_character", "end_user"),
            ("end_user half a surrogate pair", "{\"end_user\":\"\\udc00\"}", "invalid_text", "end_user"),
            ("end_user no character", "{\"end_user\":\"a\\ufffe\"}", "invalid_text", "end_user"),
            ("the same id again", "{\"end_user\":\" seed \"}", "duplicate_end_user", "end_user"),
            ("active_from words", "{\"end_user\":\"a\",\"active_from\":\"soon\"}", "invalid_date", "active_from"),
            ("active_from empty", "{\"end_user\":\"a\",\"active_from\":\"\"}", "invalid_date", "active_from"),
            ("active_from on no day", "{\"end_user\":\"a\",\"active_from\":\"2026-02-29\"}", "invalid_date", "active_from"),
            ("active_from with a time and no zone", "{\"end_user\":\"a\",\"active_from\":\"2026-02-01T00:00:00\"}", "invalid_date", "active_from"),
            ("active_from in another order", "{\"end_user\":\"a\",\"active_from\":\"01/02/2026\"}", "invalid_date", "active_from"),
            ("active_from in the year 0", "{\"end_user\":\"a\",\"active_from\":\"0000-01-01\"}", "invalid_date", "active_from"),
            ("active_from in the year 10000", "{\"end_user\":\"a\",\"active_from\":\"10000-01-01\"}", "invalid_date", "active_from"),
            ("active_from a number", "{\"end_user\":\"a\",\"active_from\":20260101}", "wrong_type", "active_from"),
            ("active_to a boolean", "{\"end_user\":\"a\",\"active_to\":false}", "wrong_type", "active_to"),
            ("active_to before active_from", "{\"end_user\":\"a\",\"active_from\":\"2026-02-02\",\"active_to\":\"2026-02-01\"}", "ends_before_start", "active_to"),
            ("instants in the wrong order", "{\"end_user\":\"a\",\"active_from\":\"2026-02-02T10:00:00Z\",\"active_to\":\"2026-02-02T10:00:00+01:00\"}", "ends_before_start", "active_to"),
            ("a date and an instant in the wrong order", "{\"end_user\":\"a\",\"active_from\":\"2026-02-02\",\"active_to\":\"2026-02-01T10:00:00Z\"}", "ends_before_start", "active_to"),
            ("tags a list", "{\"end_user\":\"a\",\"tags\":[]}", "wrong_type", "tags"),
            ("a tag a list", "{\"end_user\":\"a\",\"tags\":{\"k\":[]}}", "wrong_type", "tags.k"),
            ("a tag's name with a line end", "{\"end_user\":\"a\",\"tags\":{\"k\\nl\":\"v\"}}", "control_character", "tags.k\\u000al"),
            ("too many tags", $"{{\"end_user\":\"a\",\"tags\":{{{Many(101, i => $"\"t{i}\":\"x\"")}}}}}", "too_many_tags", "tags"),
        })
        {
            var (native, dots) = (place.Length == 0 ? "users[1]" : $"users[1].{place}", place.Length == 0 ? "body.users.1" : $"body.users.1.{place}");
            var body = $"{{\"users\":[{Good},{person}]}}";
            yield return ($"PUT native: {what}", Of("PUT", Native, body, 422, code, native));
            yield return ($"POST Nebuly: {what}", Of("POST", Nebuly, body, 422, code, dots));
            if (what != "a date and an instant in the wrong order")   // of somebody who is not on the list nothing is compared
                yield return ($"PUT Nebuly: {what}", Of("PUT", Nebuly, body, 422, code, dots));
        }

        foreach (var (what, body, code, place) in new (string, string, string, string)[]
        {
            ("nothing", "", "invalid_json", ""),
            ("null", "null", "wrong_type", ""),
            ("a list", "[]", "wrong_type", ""),
            ("no users", "{}", "required", "users"),
            ("users null", "{\"users\":null}", "wrong_type", "users"),
            ("users an object", "{\"users\":{}}", "wrong_type", "users"),
            ("users twice", "{\"users\":[],\"users\":[]}", "duplicate_field", ""),
            ("too deep", $"{{\"users\":{Nested(64)}}}", "too_deep", ""),
            ("a field twice", $"{{\"users\":[{Good},{{\"end_user\":\"a\",\"end_user\":\"b\"}}]}}", "duplicate_field", ""),
            ("half a surrogate pair as the only name", $"{{\"users\":[{Good},{{\"\\ud800\":1}}]}}", "invalid_text", ""),
            ("mail addresses that differ by case", "{\"users\":[{\"end_user\":\"Seed@Example.com\"},{\"end_user\":\"seed@example.COM\"}]}", "duplicate_end_user", "users.1.end_user"),
            ("ids that differ by their composition", "{\"users\":[{\"end_user\":\"caf\\u00e9\"},{\"end_user\":\"cafe\\u0301\"}]}", "duplicate_end_user", "users.1.end_user"),
            ("too many people", $"{{\"users\":[{Many(50_001, i => $"{{\"end_user\":\"{i}\"}}")}]}}", "too_many", "users"),
        })
        {
            yield return ($"PUT native, the body: {what}", Of("PUT", Native, body, 422, code, place.Replace("users.1", "users[1]", StringComparison.Ordinal)));
            yield return ($"POST Nebuly, the body: {what}", Of("POST", Nebuly, body, 422, code, place.Length == 0 ? "body" : $"body.{place}"));
        }
    }

    private static IEnumerable<(string, HostileRequest)> OnlyNative()
    {
        foreach (var (what, person, code, place) in new (string, string, string, string)[]
        {
            ("an unknown field", "{\"end_user\":\"a\",\"activeFrom\":\"2026-01-01\"}", "unknown_field", "activeFrom"),
            ("access an object", "{\"end_user\":\"a\",\"access\":{}}", "wrong_type", "access"),
            ("an interval a string", "{\"end_user\":\"a\",\"access\":[\"2026-01-01\"]}", "wrong_type", "access[0]"),
            ("an interval without a start", "{\"end_user\":\"a\",\"access\":[{\"to\":\"2026-01-01\"}]}", "required", "access[0].from"),
            ("an interval from null", "{\"end_user\":\"a\",\"access\":[{\"from\":null}]}", "wrong_type", "access[0].from"),
            ("an interval that ends before it starts", "{\"end_user\":\"a\",\"access\":[{\"from\":\"2026-01-01\"},{\"from\":\"2026-01-02\",\"to\":\"2026-01-01\"}]}", "ends_before_start", "access[1].to"),
            ("an interval of two kinds that ends before it starts", "{\"end_user\":\"a\",\"access\":[{\"from\":\"2026-01-02\",\"to\":\"2026-01-01T00:00:00Z\"}]}", "ends_before_start", "access[0].to"),
            ("an interval with a field of another spelling", "{\"end_user\":\"a\",\"access\":[{\"from\":\"2026-01-01\",\"until\":\"2026-01-02\"}]}", "unknown_field", "access[0].until"),
            ("access and active_from", "{\"end_user\":\"a\",\"access\":[],\"active_from\":\"2026-01-01\"}", "contradiction", "access"),
            ("too many intervals", $"{{\"end_user\":\"a\",\"access\":[{Many(1_001, _ => "{\"from\":\"2026-01-01\"}")}]}}", "too_many", "access"),
            ("tags_from no date", "{\"end_user\":\"a\",\"tags\":{},\"tags_from\":\"2026-01-01T00:00:00Z\"}", "invalid_date", "tags_from"),
            ("tags_from without tags", "{\"end_user\":\"a\",\"tags_from\":\"2026-01-01\"}", "contradiction", "tags_from"),
        })
        {
            yield return ($"PUT native: {what}", Of("PUT", Native, $"{{\"users\":[{Good},{person}]}}", 422, code, $"users[1].{place}"));
        }

        yield return ("PUT native: a field beside users", Of("PUT", Native, $"{{\"users\":[{Good}],\"replace\":true}}", 422, "unknown_field", "replace"));
        yield return ("PUT native: a parameter", Of("PUT", $"{Native}?replace=true", $"{{\"users\":[{Good}]}}", 422, "unknown_parameter", "replace"));
        yield return ("PUT native: plain text", Of("PUT", Native, "{\"users\":[]}"u8.ToArray(), 415, "unsupported_media_type", null, ("Content-Type", "text/plain")));
        yield return ("PUT native: no content type", Of("PUT", Native, "{\"users\":[]}"u8.ToArray(), 415, "unsupported_media_type", null, ("Content-Type", "")));
        yield return ("PUT native: a key too long", Of("PUT", Native, "{\"users\":[]}"u8.ToArray(), 422, "invalid_idempotency_key", "Idempotency-Key", ("Idempotency-Key", Repeat("k", 256))));
        yield return ("PUT native: a key with a space", Of("PUT", Native, "{\"users\":[]}"u8.ToArray(), 422, "invalid_idempotency_key", "Idempotency-Key", ("Idempotency-Key", "a b")));
        yield return ("PUT native: years 1 and 9999", Of("PUT", Native, "{\"users\":[{\"end_user\":\"ever\",\"access\":[{\"from\":\"0001-01-01\",\"to\":\"9999-12-31\"}]},{\"end_user\":\"ever, to the second\",\"access\":[{\"from\":\"0001-01-01T00:00:00Z\",\"to\":\"9999-12-31T23:59:59.9999999Z\"}]}]}", 200));
        yield return ("PUT native: years 1 and 9999 again", Of("PUT", Native, "{\"users\":[{\"end_user\":\"ever\",\"active_from\":\"0001-01-01\"},{\"end_user\":\"ever, to the second\",\"active_to\":\"9999-12-31T23:59:59-14:00\"}]}", 422, "invalid_date", "users[1].active_to"));
        yield return ("PUT native: several intervals before 1970", Of("PUT", Native, "{\"users\":[{\"end_user\":\"old\",\"access\":[{\"from\":\"0001-01-01\",\"to\":\"0001-01-02\"},{\"from\":\"1950-01-01\",\"to\":\"1960-01-01T00:00:00Z\"},{\"from\":\"9999-12-30\",\"to\":\"9999-12-31\"}]}]}", 200));
        yield return ("PUT native: another one before 1970", Of("PUT", Native, "{\"users\":[{\"end_user\":\"old\",\"active_from\":\"1955-01-01\"}]}", 200));
        yield return ("PUT native: an id as long as allowed", Of("PUT", Native, $"{{\"users\":[{{\"end_user\":\"{Repeat("😀", 512)}\",\"active_from\":\"2026-01-01\"}}]}}", 200));
    }

    private static IEnumerable<(string, HostileRequest)> OnlyNebuly()
    {
        yield return ("POST Nebuly: unknown fields are ignored", Of("POST", Nebuly, "{\"users\":[{\"end_user\":\"a\",\"access\":5,\"x\":1}],\"y\":2}", 200));
        yield return ("POST Nebuly: plain text", Of("POST", Nebuly, "{\"users\":[]}"u8.ToArray(), 415, "unsupported_media_type", null, ("Content-Type", "text/plain")));
        yield return ("POST Nebuly: a key too long", Of("POST", Nebuly, "{\"users\":[]}"u8.ToArray(), 422, "invalid_idempotency_key", "header.Idempotency-Key", ("Idempotency-Key", Repeat("k", 256))));
        yield return ("DELETE Nebuly: users objects", Of("DELETE", Nebuly, "{\"users\":[\"seed\",{\"end_user\":\"seed\"}]}", 422, "wrong_type", "body.users.1"));
        yield return ("DELETE Nebuly: an id empty", Of("DELETE", Nebuly, "{\"users\":[\"seed\",\"\"]}", 422, "empty", "body.users.1"));
        yield return ("DELETE Nebuly: an id with NUL", Of("DELETE", Nebuly, "{\"users\":[\"seed\",\"\\u0000\"]}", 422, "control_character", "body.users.1"));
        yield return ("DELETE Nebuly: nothing", Of("DELETE", Nebuly, "", 422, "invalid_json", "body"));
        yield return ("DELETE Nebuly: as if perhaps", Of("DELETE", $"{Nebuly}?as_if_never=perhaps", "{\"users\":[\"seed\"]}", 422, "invalid_boolean", "query.as_if_never"));
    }

    private static IEnumerable<(string, HostileRequest)> Questions()
    {
        foreach (var (query, code, place) in new (string, string, string)[]
        {
            ("?limit=0", "invalid_number", "limit"),
            ("?limit=1001", "invalid_number", "limit"),
            ("?limit=-1", "invalid_number", "limit"),
            ("?limit=ten", "invalid_number", "limit"),
            ("?limit=1&limit=2", "repeated", "limit"),
            ("?cursor=%00", "invalid_cursor", "cursor"),
            ("?cursor=%F0%9F%92%A9", "invalid_cursor", "cursor"),
            ("?cursor=_w", "invalid_cursor", "cursor"),
            ("?on=0001-01-01", "invalid_date", "on"),
            ("?on=9999-12-31", "invalid_date", "on"),
            ("?on=today", "invalid_date", "on"),
            ("?onn=2026-01-01", "unknown_parameter", "onn"),
            ("?people=x", "unknown_parameter", "people"),
            ("?people.=x", "empty", "people."),
            ("?end_user=", "empty", "end_user"),
            ("?end_user=%00", "control_character", "end_user"),
            ("?end_user=%EF%BF%BE", "invalid_text", "end_user"),
            ($"?end_user={Repeat("x", 513)}", "too_long", "end_user"),
            ("?end_user=a&end_user=b", "repeated", "end_user"),
        })
        {
            yield return ($"GET native {query[..Math.Min(query.Length, 30)]}", Of("GET", Native + query, "", 422, code, place));
        }

        foreach (var query in new[] { "?q=%00", "?q=%EF%BF%BE", "?q=%ED%A0%80", "?q=%", "?q=%ZZ", "?people.k=%EF%BF%BE", "?people.%00=%00", "?q=%27%20OR%201=1--" })
            yield return ($"GET native {query}", Of("GET", Native + query, "", 200));
        yield return ("GET native, nobody of a broken id", Of("GET", $"{Native}?end_user=%ED%A0%80", "", 404, "unknown_end_user"));

        foreach (var (query, code, place) in new (string, string, string)[]
        {
            ("?from=2026-02-01&to=2026-02-01", "empty_period", "from"),
            ("?from=yesterday", "invalid_date", "from"),
            ("?cursor=AAAA", "invalid_cursor", "cursor"),
            ("?cursor=LTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE", "invalid_cursor", "cursor"),
            ("?id=", "empty", "id"),
            ("?end_user=%EF%BF%BE", "invalid_text", "end_user"),
            ("?end_user=%00", "control_character", "end_user"),
            ("?people.k=v", "unknown_parameter", "people.k"),
        })
        {
            yield return ($"GET interactions {query}", Of("GET", HostileInteractions.Native + query, "", 422, code, place));
        }

        foreach (var query in new[] { "?q=%00", "?q=%EF%BF%BE", "?q=%25_%27", "?id=%EF%BF%BE", "?events.k=%00", "?events.model=%EF%BF%BE", "?from=1901-01-01", "?to=2199-01-01" })
            yield return ($"GET interactions {query}", Of("GET", HostileInteractions.Native + query, "", 200));

        yield return ("DELETE native: nobody named", Of("DELETE", Native, "", 422, "required", "end_user"));
        yield return ("DELETE native: as if perhaps", Of("DELETE", $"{Native}?end_user=seed&as_if_never=1", "", 422, "invalid_boolean", "as_if_never"));
        yield return ("DELETE native: a typo", Of("DELETE", $"{Native}?end_user=seed&as_if_newer=true", "", 422, "unknown_parameter", "as_if_newer"));
    }
}
