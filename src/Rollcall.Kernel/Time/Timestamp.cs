using System.Globalization;

namespace Rollcall.Kernel.Time;

/// <summary>ISO 8601 instants as senders write them: date, <c>T</c>, time to minutes, seconds or up to 9 decimals, and <c>Z</c> or an offset.</summary>
public static class Timestamp
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    /// <summary>False for anything that is not an instant of the years 0001 to 9999, and for a time that names no zone.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || text.Length is < 17 or > 40 || (text[10] is not 'T' and not 't' and not ' ') || !NamesZone(text))
            return false;
        if (text[10] != 'T')
            text = string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11));
        return DateTimeOffset.TryParseExact(TrimFraction(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    /// <summary>Microseconds since 1970-01-01T00:00Z; what stands on disk. Finer parts are cut.</summary>
    public static long ToMicroseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static bool NamesZone(string text) => text[^1] is 'Z' or 'z' || text.AsSpan(16).IndexOfAny('+', '-') >= 0;

    // .NET reads at most seven decimals; some senders write nine.
    private static string TrimFraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - dot <= 8 || end - dot > 10 ? text : string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end));
    }
}
