using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>A page with one form on settings of a project.</summary>
public abstract class SettingsForm : ComponentBase
{
    [Inject]
    private ProjectService Projects { get; set; } = default!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = default!;

    /// <summary>Of the address; the policy has looked at it, and <c>Http.Project()</c> is what it found.</summary>
    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery(Name = "saved")]
    public string? Saved { get; set; }

    /// <summary>The last part of the page's address, and its entry in the list of settings.</summary>
    protected abstract string Entry { get; }

    protected ProjectInfo Settings => Http.Project();

    /// <summary>Of what was sent; empty while all of it can be taken.</summary>
    protected IReadOnlyList<ProblemError> Faults { get; private set; } = [];

    protected bool IsSaved => Saved is not null && Faults is [];

    protected string Action => $"{Http.Request.PathBase}/p/{Settings.Id}/settings/{Entry}";

    /// <summary>Makes a change that can be read, unless something in it is wrong. Another request then shows the page, so that the header has a new name and loading it anew sends nothing twice.</summary>
    /// <param name="change">What was sent.</param>
    /// <param name="unread">Faults that were met while reading it.</param>
    /// <param name="shown">How a fault is shown.</param>
    protected async Task Save(ProjectChange change, IReadOnlyList<ProblemError> unread, Func<ProblemError, ProblemError> shown)
    {
        var faults = unread is [] ? await Projects.Change(Settings.Id, change, Actor.Of(Http)) : [.. unread, .. ProjectService.Faults(Settings, change)];
        Faults = [.. faults.Select(shown)];
        if (Faults is [])
            Http.Response.Redirect($"{Action}?saved=1");
    }
}
