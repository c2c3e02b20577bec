using Microsoft.AspNetCore.Components;
using Rollcall.Server.Dashboard.Layout;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The overview of a project that has no interactions or no people yet: the two calls that change that.</summary>
public sealed partial class FirstSteps
{
    private static readonly (string Label, string Definition)[] Tiles =
    [
        ("Activation rate", "People who used it while they had access, of all with access"),
        ("Active people", "Distinct people who used it while they had access"),
        ("Idle people", "With access, but no use: never, or not in the range"),
        ("Shadow use", "People who used it without access"),
        ("Utilisation", "Active days, of all days with access"),
    ];

    private bool _mayLoad;
    private string? _keys;

    [Inject]
    private Navigation Navigation { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Parameter, EditorRequired]
    public required ProjectView Project { get; set; }

    private bool NoUse => Project.DataThrough is null;

    private string Moment => TimeZoneInfo.ConvertTime(Project.Now, Project.Calendar.Zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    protected override async Task OnInitializedAsync()
    {
        _mayLoad = NoUse && !Project.HasPeople && await Demo.MayLoad(Project.Slug, Http.User, Http.RequestAborted);
        _keys = Navigation.Settings(new ShellProject(Project.Slug, "", "", Project.Root)) is { } settings ? $"{settings.Path}/keys" : null;
    }

    private async Task Load()
    {
        if (!await Demo.MayLoad(Project.Slug, Http.User, Http.RequestAborted))
            return;
        await Demo.Load(Project.Slug, Http.User, Http.RequestAborted);
        Address.NavigateTo(Project.Path);
    }
}
