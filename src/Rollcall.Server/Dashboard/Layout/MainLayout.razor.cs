using Microsoft.AspNetCore.Components;

namespace Rollcall.Server.Dashboard.Layout;

/// <summary>The frame of every page but sign-in and set-up. A page names its project by the route value <c>project</c> and may fill the section "foot".</summary>
public sealed partial class MainLayout
{
    private static readonly string Version = typeof(MainLayout).Assembly.GetName().Version!.ToString(2);

    private Shell _shell = new(null, []);
    private ShellProject? _project;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>The path of the instance, with a slash at the end.</summary>
    private string Root => $"{Http.Request.PathBase}/";

    /// <summary>The path and query of this page.</summary>
    private string Here => new Uri(Address.Uri).PathAndQuery;

    protected override async Task OnInitializedAsync()
    {
        _shell = await Reader.Read(Http.User, Http.RequestAborted);
        _project = _shell.Project(Http.GetRouteValue("project") as string);
    }

    private bool IsHere(string path) => string.Equals(Here.Split('?')[0].TrimEnd('/'), path, StringComparison.OrdinalIgnoreCase);

    private bool IsUnder(string path) => IsHere(path) || Here.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase);
}
