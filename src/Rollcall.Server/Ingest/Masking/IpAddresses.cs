using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>IP addresses of version 4 and 6. Not masked: four numbers said to be a version or a section ("version 1.2.3.4"), and the addresses of no one (0.0.0.0, 127.0.0.1, ::, ::1).</summary>
internal static class IpAddresses
{
    private static readonly Regex Four = Patterns.Linear(@"[0-9]{1,3}(\.[0-9]{1,3}){3}");
    private static readonly Regex Six = Patterns.Linear(@"[0-9A-Fa-f:]{2,39}(\.[0-9]{1,3}){0,3}");
    private const int WordReach = 40;

    private static readonly Regex Version = Patterns.Linear(@"(\bversion|\brelease|\bv|\bver\.?|\bbuild|\bupdate|\bsection|\bparagra(ph|f)|§|\bchapter|\bkapitel)[ :]*([0-9. ]|to|from|and|or|bis|von|und)*$", RegexOptions.IgnoreCase);

    public static IEnumerable<Find> In(string text)
    {
        foreach (var match in Four.MatchesIn(text))
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            // Five numbers, or a number with a sign, is something else.
            var alone = Patterns.StandsAlone(text, start, end) && !(start > 0 && text[start - 1] is '.' or '-' or ':') && !(end + 1 < text.Length && text[end] == '.' && char.IsDigit(text[end + 1]));
            if (alone && IsSomebody(match.ValueSpan, AddressFamily.InterNetwork) && !IsVersion(text, start))
                yield return new(start, end);
        }

        foreach (var match in Six.MatchesIn(text))
        {
            // A colon at the end belongs to the sentence.
            var found = match.Value.EndsWith("::", StringComparison.Ordinal) ? match.Value : match.Value.TrimEnd(':');
            var end = match.Index + found.Length;
            if (found.Count(c => c == ':') >= 2 && found.Any(char.IsAsciiDigit) && Patterns.StandsAlone(text, match.Index, end) && IsSomebody(found, AddressFamily.InterNetworkV6))
                yield return new(match.Index, end);
        }
    }

    private static bool IsVersion(string text, int start) => Version.IsMatch(text.AsSpan(Math.Max(0, start - WordReach), Math.Min(start, WordReach)));

    private static bool IsSomebody(ReadOnlySpan<char> text, AddressFamily family)
        => IPAddress.TryParse(text, out var address) && address.AddressFamily == family && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);
}
