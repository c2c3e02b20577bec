using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>E-mail addresses, with letters of every script that puts blanks between words. Not found: written out ("ann at acme dot com"), quoted local parts.</summary>
internal static class EmailAddresses
{
    private static readonly Regex Pattern = Patterns.Linear(
        $@"[\p{{L}}\p{{N}}-[{Patterns.Unspaced}]][\p{{L}}\p{{N}}._%+'\--[{Patterns.Unspaced}]]{{0,63}}@([\p{{L}}\p{{N}}\--[{Patterns.Unspaced}]]{{1,63}}\.){{1,8}}[\p{{L}}-[{Patterns.Unspaced}]]{{2,24}}");

    public static IEnumerable<Find> In(string text)
        => text.Contains('@', StringComparison.Ordinal) ? Pattern.MatchesIn(text).Select(match => new Find(match.Index, match.Index + match.Length)) : [];
}
