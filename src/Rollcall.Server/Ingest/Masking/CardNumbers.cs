using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>Payment card numbers: 13 to 19 digits in groups or not, with the right check digit (Luhn, ISO/IEC 7812-1) and a first digit that card schemes use.</summary>
internal static class CardNumbers
{
    private static readonly Regex Pattern = Patterns.Linear(@"[2-6][0-9]{3}([ \u00A0\-]?[0-9]){9,15}");

    public static IEnumerable<Find> In(string text)
        => Pattern.MatchesIn(text)
            .Where(match => Patterns.StandsAlone(text, match.Index, match.Index + match.Length) && HasCheckDigit(Patterns.Digits(match.ValueSpan)))
            .Select(match => new Find(match.Index, match.Index + match.Length));

    private static bool HasCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        // All digits alike pass, and are what people type into examples of everything.
        return sum % 10 == 0 && digits.Distinct().Count() > 1;
    }
}
