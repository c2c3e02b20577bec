namespace Rollcall.Server.Dashboard.Layout;

/// <summary>The frame around a page: who is signed in (null where nobody needs to be), and the projects they may open, in the order of the switcher.</summary>
internal sealed record Shell(ShellUser? User, IReadOnlyList<ShellProject> Projects)
{
    public ShellProject? Project(string? slug) => Projects.FirstOrDefault(p => string.Equals(p.Slug, slug, StringComparison.OrdinalIgnoreCase));
}
