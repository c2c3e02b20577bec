using System.Security.Claims;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Opens the project that the page's policy admitted, through the same door as the API.</summary>
internal sealed class ProjectReader(MetricsService metrics, IHttpContextAccessor http, TimeProvider clock) : IProjectReader
{
    public async ValueTask<ProjectView?> Open(string slug, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (http.HttpContext?.Features.Get<CurrentProject>() is not { } current || current.Project.Id != slug)
            return null;
        var asked = await metrics.Open(current.Project, current.Project.Counting.Events, cancellation);
        return new ProjectView
        {
            Slug = slug,
            Root = $"{http.HttpContext.Request.PathBase}/",
            Snapshot = asked.Snapshot,
            Now = clock.GetUtcNow(),
            HasPeople = asked.Store.HasListedAnyone,
            DataThrough = asked.Store.LastReceived(),
            IncompleteMonths = [.. asked.Store.IncompleteMonths.Select(month => month.Month)],
            Names = people => [.. people.Select(person => asked.Store.NameOf(person) ?? "")],
            MinInteractions = current.Project.Counting.MinInteractions,
            SmallestGroup = current.Project.Counting.SmallestGroup,
            Goal = current.Project.Counting.Goal,
            MaySeePeople = http.HttpContext.Features.Get<CurrentMember>() is { Role: <= MemberRole.Analyst },
        };
    }
}
