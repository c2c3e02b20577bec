using System.Globalization;
using System.Text;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>A request that must not get through, or only just, and what the answer has to say.</summary>
/// <param name="Bytes">As sent.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Code">Of the fault; null where the answer says nothing of it, as of what is refused before a path is known.</param>
/// <param name="Place">Native: <c>errors[].path</c>. Nebuly: <c>loc</c>, joined by dots. Null where the whole request is refused.</param>
/// <param name="EndsThere">Whether the sender closes its side after the bytes.</param>
internal sealed record HostileRequest(byte[] Bytes, int Status, string? Code = null, string? Place = null, bool EndsThere = false)
{
    public static HostileRequest Of(string method, string path, string body, int status, string? code = null, string? place = null)
        => new(RawHttp.Request(method, path, Encoding.UTF8.GetBytes(body)), status, code, place);

    public static HostileRequest Of(string method, string path, byte[] body, int status, string? code, string? place, params (string Name, string Value)[] headers)
        => new(RawHttp.Request(method, path, body, headers), status, code, place);

    public static HostileRequest Raw(string text, int status, string? code = null, string? place = null, bool endsThere = false)
        => new(Encoding.Latin1.GetBytes(text), status, code, place, endsThere);

    /// <summary>The path asked for, from the request line.</summary>
    public string Path => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 400))).Split(' ') is [_, var path, ..] ? path : "";

    public bool IsNebuly => Path.StartsWith("/api/external", StringComparison.Ordinal) || Path.StartsWith("/event-ingestion", StringComparison.Ordinal);

    public static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    /// <summary>Nested arrays, this many deep.</summary>
    public static string Nested(int depth) => Repeat("[", depth) + Repeat("]", depth);

    /// <summary><paramref name="count"/> items, joined by commas.</summary>
    public static string Many(int count, Func<int, string> item)
        => string.Join(',', Enumerable.Range(0, count).Select(i => item(i).ToString(CultureInfo.InvariantCulture)));
}
