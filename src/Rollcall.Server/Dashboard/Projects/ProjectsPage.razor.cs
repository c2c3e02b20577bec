using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Projects;

/// <summary>The projects of the account, and for administrators a new one.</summary>
public sealed partial class ProjectsPage
{
    private IReadOnlyList<(ProjectInfo Project, MemberRole Role)> _projects = [];
    private NewProject? _made;
    private IReadOnlyList<ProblemError> _faults = [];
    private bool _mayCreate;
    private string _name = "";
    private string _zone = "";
    private string _weekStart = "";

    [Inject]
    private ProjectService Projects { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm(Name = "name")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(Name = "time_zone")]
    public string? TimeZone { get; set; }

    [SupplyParameterFromForm(Name = "week_start")]
    public string? WeekStart { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _mayCreate = Http.User.HasClaim(c => c.Type == Members.AdministratorClaim);
        _projects = await Projects.List(Http.User.AccountId(), Http.RequestAborted);
        (_name, _zone, _weekStart) = (Name ?? "", TimeZone ?? "UTC", WeekStart ?? "monday");
    }

    private async Task Create()
    {
        if (!_mayCreate)
            return;
        (_made, _faults) = await Projects.Create(_name, _zone, _weekStart, Http.User.AccountId(), Actor.Of(Http));
        if (_made is null)
            return;
        Http.Response.Headers.CacheControl = "no-store";
        _name = "";
        _projects = await Projects.List(Http.User.AccountId(), Http.RequestAborted);
    }

    private string Link(ProjectInfo project) => $"{Http.Request.PathBase}/p/{project.Id}";
}
