using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>International bank account numbers, with or without blanks, whose check digits are right (ISO 13616, modulo 97). Not found: national account numbers.</summary>
internal static class Ibans
{
    private static readonly Regex Pattern = Patterns.Linear(@"[A-Za-z]{2}[0-9]{2}([ \u00A0\-]?[A-Za-z0-9]){11,30}");

    public static IEnumerable<Find> In(string text)
    {
        foreach (var match in Pattern.MatchesIn(text))
        {
            if ((match.Index == 0 || !char.IsLetterOrDigit(text[match.Index - 1])) && Length(text.AsSpan(match.Index, match.Length)) is { } length)
                yield return new(match.Index, match.Index + length);
        }
    }

    // The pattern also takes words that follow: the longest start with right check digits is the number.
    private static int? Length(ReadOnlySpan<char> text)
    {
        for (var length = text.Length; length >= 15; length--)
        {
            var endsWord = length == text.Length || !char.IsLetterOrDigit(text[length]) || !char.IsLetterOrDigit(text[length - 1]);
            if (char.IsLetterOrDigit(text[length - 1]) && endsWord && IsValid(text[..length]))
                return length;
        }

        return null;
    }

    private static bool IsValid(ReadOnlySpan<char> text)
    {
        var (remainder, count) = (0, 0);
        foreach (var part in new[] { 4.., ..4 })
        {
            foreach (var c in text[part])
            {
                if (!char.IsAsciiLetterOrDigit(c))
                    continue;
                count++;
                remainder = char.IsAsciiDigit(c) ? ((remainder * 10) + (c - '0')) % 97 : ((remainder * 100) + (char.ToUpperInvariant(c) - 'A' + 10)) % 97;
            }
        }

        return remainder == 1 && count is >= 15 and <= 34;
    }
}
