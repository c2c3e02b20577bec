using Microsoft.AspNetCore.Components;
using Rollcall.Kernel.Privacy;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The first page of a project: who has access, who uses it, what changed, and whom to help next.</summary>
public sealed partial class OverviewPage
{
    private const int MostKeys = Disclosure.MostKeys;

    private OverviewModel? _overview;
    private IReadOnlyList<QueryNotice> _notices = [];

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [Parameter]
    public string Project { get; set; } = "";

    private string Title => $"{(_overview is null ? "Not found" : "Overview")} · Rollcall";

    private string Here => _overview!.Project.Path + _overview.Query.ToQuery();

    protected override async Task OnInitializedAsync()
    {
        (var query, _notices) = DashboardQuery.Parse(Http.Request.Query);
        _overview = await Overviews.Read(Project, query, Http.User, Http.RequestAborted);
        if (_overview is null)
            Http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (query.Interval is { } asked && asked != _overview.Grain)
            _notices = [.. _notices, new($"interval={DashboardQuery.Name(asked)}", $"which does not fit the range. Showing {DashboardQuery.Name(_overview.Grain)}s.")];
    }

    private string Csv(string name) => $"{_overview!.Project.Path}/{name}.csv{_overview.Query.ToQuery()}";
}
