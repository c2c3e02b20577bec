using System.Text;
using Rollcall.Server.Tests.Reliability;
using static Rollcall.Server.Tests.Hostile.HostileRequest;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>Requests that are wrong before anybody looks at their JSON.</summary>
internal static class HostileTransport
{
    private const string Post = "POST /api/v1/interactions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer " + ServerProcess.Key + "\r\n";
    private const string PostNebuly = "POST /event-ingestion/api/v3/events/trace_interaction HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer " + ServerProcess.Key + "\r\n";
    private const string Body = "{\"end_user\":\"transport\",\"time_start\":\"2026-03-01T09:00:00Z\"}";

    public static IEnumerable<(string Name, HostileRequest Request)> All => [.. Lengths(), .. Lines(), .. Paths(), .. Verbs(), .. NoKeys()];

    private static IEnumerable<(string, HostileRequest)> Lengths()
    {
        // Who closes the connection in the middle of a body is not there to be answered; what matters is that nothing is stored.
        yield return ("a body shorter than said", Raw($"{Post}Content-Length: 500\r\n\r\n{Body}", 0, endsThere: true));
        yield return ("a body longer than said", Raw($"{Post}Content-Length: 20\r\n\r\n{Body}", 422, "invalid_json", ""));
        yield return ("Nebuly: a body shorter than said", Raw($"{PostNebuly}Content-Length: 500\r\n\r\n{Body}", 0, endsThere: true));
        yield return ("a length below zero", Raw($"{Post}Content-Length: -1\r\n\r\n{Body}", 400));
        yield return ("a length in words", Raw($"{Post}Content-Length: many\r\n\r\n{Body}", 400));
        yield return ("a length beyond 64 bits", Raw($"{Post}Content-Length: 99999999999999999999\r\n\r\n{Body}", 400));
        yield return ("a length beyond the limit, and nothing sent", Raw($"{Post}Content-Length: 2000000000\r\n\r\n", 413, "too_large"));
        yield return ("Nebuly: a length beyond the limit, and nothing sent", Raw($"{PostNebuly}Content-Length: 2000000000\r\n\r\n", 413, "too_large"));
        yield return ("two lengths", Raw($"{Post}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{Body}", 400));
        yield return ("a body in chunks", Raw($"{Post}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n", 200));
        yield return ("chunks cut short", Raw($"{Post}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n", 0, endsThere: true));
        yield return ("a chunk cut short", Raw($"{Post}Transfer-Encoding: chunked\r\n\r\nff\r\n{Body}", 0, endsThere: true));
        yield return ("a chunk's size in words", Raw($"{Post}Transfer-Encoding: chunked\r\n\r\nmany\r\n{Body}\r\n0\r\n\r\n", 400, "body_cut_short"));
        yield return ("a chunk's size beyond 64 bits", Raw($"{Post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{Body}\r\n0\r\n\r\n", 400, "body_cut_short"));
        yield return ("Nebuly: chunks cut short", Raw($"{PostNebuly}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n", 0, endsThere: true));
        yield return ("another transfer encoding", Raw($"{Post}Transfer-Encoding: gzip\r\n\r\n{Body}", 400));
        yield return ("two ways to end", Raw($"{Post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n{Body.Length:x}\r\n{Body}\r\n0\r\n\r\n", 200));
    }

    private static IEnumerable<(string, HostileRequest)> Lines()
    {
        yield return ("no HTTP", Raw("NONSENSE\r\n\r\n", 400));
        yield return ("no host", Raw("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n", 400));
        yield return ("two hosts", Raw("GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", 400));
        yield return ("HTTP of another age", Raw("GET /health/live HTTP/3.7\r\nHost: a\r\n\r\n", 505));
        yield return ("a header with NUL", Raw($"{Post}X: a\0b\r\nContent-Length: 0\r\n\r\n", 400));
        yield return ("a header that is not ASCII", Raw($"{Post}X: schl\u00fcssel\r\nContent-Length: 0\r\n\r\n", 400));
        yield return ("a header without a colon", Raw($"{Post}Broken\r\nContent-Length: 0\r\n\r\n", 400));
        yield return ("a huge header", Raw($"{Post}X: {Repeat("x", 40_000)}\r\nContent-Length: 0\r\n\r\n", 431));
        yield return ("a thousand headers", Raw($"{Post}{Repeat("X: y\r\n", 1_000)}Content-Length: 0\r\n\r\n", 431));
        yield return ("a huge address", Raw($"GET /api/v1/interactions?q={Repeat("x", 40_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414));
        yield return ("an address with NUL", Raw("GET /api/v1/interactions%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400));
        yield return ("an address that is no address", Raw("GET interactions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405));
    }

    private static IEnumerable<(string, HostileRequest)> Paths()
    {
        foreach (var path in new[]
        {
            "/api/v1%2Finteractions", "/api%2Fv1/interactions", "/api/v1/interactions%2F", "/api/v1/interactions/x", "/api/v1/interactions%5C..", "/api/v2/interactions",
            "//api/v1/interactions", "/api//v1/interactions", "/api/v1/interactions;x", "/api/v1/interactions%20", "/api/v1/inter%61ctions/..%2Fkeys", "/api/external/%2e%2e%2feligible-users",
            "/event-ingestion/api/v9/events/trace_interaction",
        })
        {
            yield return ($"POST {path}", new(RawHttp.Request("POST", path, Encoding.UTF8.GetBytes(Body)), 404));
        }

        // Dots are resolved before anything is decided, so that they lead nowhere that the plain path does not.
        yield return ("dots lead to the plain path", Of("POST", "/api/v1/x/../interactions", $"[{Body}]", 200));
        yield return ("dots lead out of nothing", new(RawHttp.Request("GET", "/../../../etc/passwd", []), 404));
    }

    private static IEnumerable<(string, HostileRequest)> Verbs()
    {
        foreach (var verb in new[] { "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW" })
            yield return ($"{verb} interactions", new(RawHttp.Request(verb, HostileInteractions.Native, Encoding.UTF8.GetBytes(Body)), 405, "method_not_allowed"));
        foreach (var verb in new[] { "GET", "PUT", "BREW" })
            yield return ($"{verb} trace_interaction", new(RawHttp.Request(verb, HostileInteractions.Trace, []), 405, "method_not_allowed"));
        yield return ("PATCH Nebuly's list", new(RawHttp.Request("PATCH", HostilePeople.Nebuly, []), 405, "method_not_allowed"));
        yield return ("POST native list", new(RawHttp.Request("POST", HostilePeople.Native, "{\"users\":[]}"u8), 405, "method_not_allowed"));
        yield return ("a verb in small letters", Of("post", HostileInteractions.Native, Body, 200));
    }

    private static IEnumerable<(string, HostileRequest)> NoKeys()
    {
        foreach (var (what, key) in new[] { ("no key", ""), ("an empty key", "Bearer "), ("basic", "Basic YTpi"), ("a key twice", $"Bearer {ServerProcess.Key}, Bearer {ServerProcess.Key}"), ("a long key", $"Bearer {Repeat("k", 10_000)}") })
        {
            yield return ($"{what}, native", Of("POST", HostileInteractions.Native, Encoding.UTF8.GetBytes(Body), 401, what == "no key" ? "no_key" : "unknown_key", null, ("Authorization", key)));
            yield return ($"{what}, Nebuly", Of("POST", HostileInteractions.Trace, Encoding.UTF8.GetBytes(Body), 401, what == "no key" ? "no_key" : "unknown_key", null, ("Authorization", key)));
        }
    }
}
