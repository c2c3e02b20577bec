using System.Buffers;
using System.Text.RegularExpressions;

namespace Rollcall.Server.Ingest.Masking;

/// <summary>
/// Secrets: keys with a form of their own (cloud, code hosts, chat, payment, web tokens), private keys, passwords in URLs, and what is said to be a password or a key
/// ("password: ...", in nine languages). Not found: a password without such a word, and random text of no known form.
/// </summary>
internal static class Secrets
{
    private static readonly SearchValues<char> Signs = SearchValues.Create(":=：\"'`");

    private static readonly Regex Known = Patterns.Linear(string.Join('|',
        @"eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{10,}",
        @"(sk|pk|rk)[_\-](live|test|proj|ant|or)[_\-][A-Za-z0-9_\-]{16,}",
        @"sk-[A-Za-z0-9]{20,}",
        @"nb-[0-9a-f]{20,}",
        @"(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_\-]{20,}",
        @"xox[abeoprs]-[A-Za-z0-9\-]{10,}",
        @"(AKIA|ASIA)[0-9A-Z]{16}",
        @"AIza[A-Za-z0-9_\-]{35}",
        @"(npm|pypi|hf|dop_v1|rollcall|rc)_[A-Za-z0-9_\-]{24,}",
        @"SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}"));

    private static readonly Regex InUrl = Patterns.Linear(@"[a-z][a-z0-9+.\-]{1,20}://[^\s:@/]{1,200}:(?<secret>[^\s@/]{1,200})@", RegexOptions.IgnoreCase);

    private static readonly Regex Named = Patterns.Linear(
        @"(password|passwort|kennwort|passphrase|passwd|pwd|pass|mot de passe|contrase[ñn]a|senha|wachtwoord|has[łl]o|parola|пароль|パスワード|密码|密碼"
        + @"|api[_ \-]?key|apikey|api-schlüssel|secret([_ ]?(access)?[_ ]?key)?|client[_ ]secret|access[_ ]token|auth[_ ]token|bearer|token|pin)"
        + @"(?<sign>(""|')?\s{0,3}( is| ist| lautet| est| es| è| é| jest)?\s{0,3}(:|=|：|\s)\s{0,3}(""|'|`)?)(?<secret>[^\s""'`,;<>()\[\]{}]{4,200})",
        RegexOptions.IgnoreCase);

    public static IEnumerable<Find> In(string text)
    {
        foreach (var key in PrivateKeys(text))
            yield return key;
        foreach (var match in Known.MatchesIn(text))
        {
            if (match.Index == 0 || !char.IsAsciiLetterOrDigit(text[match.Index - 1]))
                yield return new(match.Index, match.Index + match.Length);
        }

        foreach (var secret in InUrl.MatchesIn(text).Select(match => match.Groups["secret"]))
            yield return new(secret.Index, secret.Index + secret.Length);
        foreach (var match in Named.MatchesIn(text))
        {
            var secret = match.Groups["secret"];
            var length = secret.ValueSpan.TrimEnd(".?。").Length;
            if (IsSecret(secret.ValueSpan[..length], match.Groups["sign"].ValueSpan.Trim()))
                yield return new(secret.Index, secret.Index + length);
        }
    }

    // By hand: an expression over thousands of characters between the two lines would not be quick.
    private static IEnumerable<Find> PrivateKeys(string text)
    {
        const string Begin = "-----BEGIN ", End = "PRIVATE KEY-----";
        for (var start = text.IndexOf(Begin, StringComparison.Ordinal); start >= 0;)
        {
            var first = text.IndexOf(End, start, Math.Min(60, text.Length - start), StringComparison.Ordinal);
            var last = first < 0 ? -1 : text.IndexOf("-----END ", first, StringComparison.Ordinal);
            if (first >= 0 && last < 0)
                yield break;
            var close = last < 0 ? -1 : text.IndexOf(End, last, Math.Min(60, text.Length - last), StringComparison.Ordinal);
            if (close >= 0)
                yield return new(start, close + End.Length);
            start = text.IndexOf(Begin, close >= 0 ? close : start + Begin.Length, StringComparison.Ordinal);
        }
    }

    // "The password reset link" and "the password is wrong" name no password: the less is said, the more it must look like one.
    private static bool IsSecret(ReadOnlySpan<char> word, ReadOnlySpan<char> sign)
    {
        if (word.Length < 4)
            return false;
        var (letters, digits, others) = (0, 0, 0);
        foreach (var c in word)
        {
            if (char.IsLetter(c))
                letters++;
            else if (char.IsDigit(c))
                digits++;
            else
                others++;
        }

        return sign.ContainsAny(Signs) ? digits + others > 0 || letters >= 8
            : sign.Length > 0 ? digits + others > 0
            : letters > 0 && digits > 0 && word.Length >= 6;
    }
}
