namespace Rollcall.Server.Accounts;

/// <summary>What an account may be made of; the same for the environment and the set-up page.</summary>
internal static class AccountRules
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 256;
    public const int LongestEmail = 254;

    /// <summary>What is wrong with an e-mail address, as a sentence; null if nothing. Deliberately lax: only a message could tell whether it exists.</summary>
    public static string? EmailFault(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        var ok = email.Length is > 2 and <= LongestEmail && at > 0 && at == email.LastIndexOf('@') && at < email.Length - 1
            && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
        return ok ? null : $"'{email}' is not an e-mail address.";
    }

    /// <summary>What is wrong with a password, as a sentence that does not repeat it; null if nothing. Length is what counts; rules about its characters make people write it down.</summary>
    public static string? PasswordFault(string password)
        => password.Length < ShortestPassword ? $"A password has at least {ShortestPassword} characters."
        : password.Length > LongestPassword ? $"A password has at most {LongestPassword} characters."
        : null;
}
