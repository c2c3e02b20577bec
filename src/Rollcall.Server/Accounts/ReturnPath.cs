namespace Rollcall.Server.Accounts;

/// <summary>Where to go after signing in: only to paths of this server, or a link could lead people to a copy of it.</summary>
internal static class ReturnPath
{
    /// <summary>The path if it is one of ours, else <c>/</c>. Without the prefix of a proxy, which the redirect adds.</summary>
    public static string Own(string? path)
        => path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(c => char.IsControl(c) || c == '\\') ? path : "/";
}
