using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

internal static class Patterns
{
    /// <summary>An expression that takes time in proportion to the text, whatever the text is: it comes from outside.</summary>
    // The analyzer asks for a time-out, which is for expressions that can go back.
#pragma warning disable MA0009
    public static Regex Linear(string pattern, RegexOptions options = RegexOptions.None)
        => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | options);
#pragma warning restore MA0009

    public static IEnumerable<Match> MatchesIn(this Regex pattern, string text)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
            yield return match;
    }

    /// <summary>Letters of scripts that are written without blanks between words (Thai, Kana, Han, Hangul), for use in a character class.</summary>
    public const string Unspaced = @"\u0E00-\u0E7F\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF";

    /// <summary>Whether a find stands alone: no word touches either end. A script without blanks may.</summary>
    public static bool StandsAlone(string text, int start, int end) => (start == 0 || !IsWord(text[start - 1])) && (end == text.Length || !IsWord(text[end]));

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) && c is not ((>= '\u0E00' and <= '\u0E7F') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF'));

    /// <summary>The digits of a part of a text.</summary>
    public static string Digits(ReadOnlySpan<char> text)
    {
        var digits = new char[text.Length];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
                digits[count++] = c;
        }

        return new(digits, 0, count);
    }
}
