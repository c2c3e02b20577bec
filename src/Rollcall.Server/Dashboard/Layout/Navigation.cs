using System.Text.RegularExpressions;

namespace Rollcall.Server.Dashboard.Layout;

/// <summary>The entries of the top bar and the footer. An entry whose page is not mapped is left out, so there is no dead link.</summary>
internal sealed partial class Navigation(EndpointDataSource endpoints)
{
    private static readonly Entry[] ProjectPages =
    [
        new("Overview", "p/{}", "o"),
        new("Segments", "p/{}/segments", "s"),
        new("People", "p/{}/people", "p"),
        new("Retention", "p/{}/retention", "r"),
    ];

    private static readonly Entry ProjectSettings = new("Settings", "p/{}/settings", null);
    private static readonly Entry Reference = new("API reference", "docs", null);

    private readonly HashSet<string> _mapped = endpoints.Endpoints.OfType<RouteEndpoint>()
        .Select(e => Parameter.Replace(e.RoutePattern.RawText ?? "", "{}").Trim('/').ToLowerInvariant())
        .ToHashSet(StringComparer.Ordinal);

    public IEnumerable<Entry> Pages(ShellProject project) => ProjectPages.Where(IsMapped).Select(e => e.Of(project));

    public Entry? Settings(ShellProject project) => IsMapped(ProjectSettings) ? ProjectSettings.Of(project) : null;

    // Its pattern goes on with the name of a document.
    public Entry? ApiReference(string root) => _mapped.Any(path => path.Split('/')[0] == Reference.Path) ? Reference with { Path = root + Reference.Path } : null;

    private bool IsMapped(Entry entry) => _mapped.Contains(entry.Path);

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter { get; }

    /// <summary><c>Path</c> is as mapped, with <c>{}</c> for the project, until <see cref="Of"/> makes a link of it; <c>Key</c> follows <c>g</c> in the shortcut.</summary>
    internal sealed record Entry(string Label, string Path, string? Key)
    {
        public Entry Of(ShellProject project) => this with { Path = Path.Replace("p/{}", project.Path, StringComparison.Ordinal) };
    }
}
