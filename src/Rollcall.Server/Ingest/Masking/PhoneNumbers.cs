using System.Buffers;
using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>
/// Telephone numbers that look like one: with a country code (+49 ..., 0049 ...), national with a leading zero in groups, American in groups, or behind a word
/// such as "phone". Not found: short or bare local numbers without such a word.
/// </summary>
internal static class PhoneNumbers
{
    private const int Fewest = 7;
    private const int Most = 15;   // ITU-T E.164
    private const int WordReach = 24;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \u00A0-/().");
    private static readonly Regex Candidate = Patterns.Linear(@"(\+|\()?\(?[0-9]([ \u00A0().\-/\u2010-\u2015]{0,3}[0-9]){6,17}");
    private static readonly Regex InGroups = Patterns.Linear(@"^((1[ .\-])?(\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\- ])[2-9][0-9]{2}[.\- ][0-9]{4}|\([0-9]{2,4}\) ?[0-9]{4,5}[.\- ][0-9]{4})$");
    private static readonly Regex SocialSecurity = Patterns.Linear(@"^[0-9]{3}-[0-9]{2}-[0-9]{4}$");
    private static readonly Regex Date = Patterns.Linear(@"(^|[^0-9])([0-3]?[0-9][./\-][0-3]?[0-9][./\-][12][0-9]{3}|[12][0-9]{3}[./\-][01]?[0-9][./\-][0-3]?[0-9])([^0-9]|$)");
    private static readonly Regex Word = Patterns.Linear(
        @"(\b(tele)?(phone|fon|foon|fone|fono|fonu|phon)|\bt[ée]l(\b|[ée]phone)|\btel[eé]fono|\bm[oó]vil|\bmobile?|\bmobil|\bhandy|\bcell(ulare)?\b|\bcall|\bruf|\b(my|our) number|\bfax|\bwhatsapp|тел|телефон|電話|电话|手机|携帯|هاتف|ہاتف|전화)[^0-9]*$",
        RegexOptions.IgnoreCase);

    public static IEnumerable<Find> In(string text)
    {
        foreach (var match in Candidate.MatchesIn(text))
        {
            var (start, end) = (match.Index, match.Index + match.Length);
            if (Patterns.StandsAlone(text, start, end) && !TouchesNumber(text, start, end) && IsPhone(text, start, match.Value))
                yield return new(start, end);
        }
    }

    private static bool IsPhone(string text, int start, string found)
    {
        var digits = Patterns.Digits(found);
        if (digits.Length is < Fewest or > Most || digits.Distinct().Count() == 1 || Date.IsMatch(found) || SocialSecurity.IsMatch(found))
            return false;
        if (found[0] == '+' || found.StartsWith("(+", StringComparison.Ordinal))
            return digits.Length >= 8;
        if (digits.StartsWith("00", StringComparison.Ordinal))
            return digits[2] != '0' && digits.Length >= 11;
        var before = Math.Max(0, start - WordReach);
        return InGroups.IsMatch(found)
            || (digits[0] == '0' && digits.Length is >= 9 and <= 12 && found.AsSpan().ContainsAny(Separators))
            || Word.IsMatch(text.AsSpan(before, start - before));
    }

    // Part of a longer run of digits and points: an amount, a version, an id.
    private static bool TouchesNumber(string text, int start, int end)
        => (start > 1 && text[start - 1] is '.' or ',' or '-' or '/' or '_' or '#' && start > 1 && char.IsAsciiLetterOrDigit(text[start - 2]))
            || (end + 1 < text.Length && text[end] is '.' or ',' or '-' or '/' or '_' or ':' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]));
}
