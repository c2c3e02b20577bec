using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>How a project counts: what is use, who is left out, what is hidden, the goal, and when numbers are final.</summary>
public sealed partial class CountingPage
{
    private ProjectInfo _project = default!;
    private CountingForm _shown = default!;
    private CountingForm _form = default!;
    private IReadOnlyList<ProblemError> _faults = [];

    [Inject]
    private ProjectService Projects { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>Of the address; the policy has looked at it, and <c>Http.Project()</c> is what it found.</summary>
    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery(Name = "saved")]
    public string? Saved { get; set; }

    [SupplyParameterFromForm(Name = "min_interactions")]
    public string? MinInteractions { get; set; }

    [SupplyParameterFromForm(Name = "events")]
    public string? Events { get; set; }

    [SupplyParameterFromForm(Name = "excluded")]
    public string? Excluded { get; set; }

    [SupplyParameterFromForm(Name = "smallest_group")]
    public string? SmallestGroup { get; set; }

    [SupplyParameterFromForm(Name = "goal")]
    public string? Goal { get; set; }

    [SupplyParameterFromForm(Name = "lateness_days")]
    public string? LatenessDays { get; set; }

    private string Action => $"{Http.Request.PathBase}/p/{_project.Id}/settings/counting";

    protected override void OnInitialized()
    {
        _project = Http.Project();
        _shown = CountingForm.Of(_project.Counting);
        _form = new(
            MinInteractions ?? _shown.MinInteractions, Events ?? _shown.Events, Excluded ?? _shown.Excluded,
            SmallestGroup ?? _shown.SmallestGroup, Goal ?? _shown.Goal, LatenessDays ?? _shown.LatenessDays);
    }

    // Another request then shows the page, so that loading it anew sends nothing twice.
    private async Task Save()
    {
        var (change, faults) = _form.Read(_shown);
        _faults = faults is [] ? await Projects.Change(_project.Id, change, Actor.Of(Http)) : [.. faults, .. ProjectService.Faults(_project, change)];
        if (_faults is [])
            Http.Response.Redirect($"{Action}?saved=1");
    }
}
