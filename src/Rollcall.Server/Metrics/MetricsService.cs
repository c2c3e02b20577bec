using System.Runtime.CompilerServices;
using Rollcall.Kernel;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Metrics;

/// <summary>Opens a project for questions: the API and the pages ask through the same door and get the same numbers.</summary>
internal sealed class MetricsService(ProjectStores stores, TimeProvider clock)
{
    // Both cores of a small machine; a question takes milliseconds, so more would only get in the way of other requests.
    private const int Threads = 2;

    // By the store, so that it goes when a project is closed.
    private readonly ConditionalWeakTable<ProjectStore, FilteredActivity> _filtered = [];

    /// <summary>The project as it is now, with every interaction acknowledged so far, seen through an interaction filter and without those who count nowhere.</summary>
    public async Task<Asked> Open(ProjectInfo project, IReadOnlyList<TagTerm> events, CancellationToken ct)
    {
        var store = await stores.Get(project, ct);
        var all = store.Index.Snapshot();
        // Another calendar may have come since the request began: all of an answer counts by one.
        project = project with { Calendar = all.Calendar };
        var today = project.Calendar.DayOf(clock.GetUtcNow());
        // After the snapshot: whoever is in it has a name by now.
        all = all.Without(store.FindPeople(project.Counting.Excluded));
        var snapshot = all;
        if (events.Count > 0)
            snapshot = snapshot.WithActivity(_filtered.GetOrCreateValue(store).Of(store, snapshot, project.Calendar, events));
        var answers = new Answers(new Evaluator(snapshot, today, Threads), new Explainer(snapshot, all, today), project.Calendar, today, project.Counting.SmallestGroup);
        return new(project, store, snapshot, today, answers);
    }
}

/// <summary>A project opened for questions.</summary>
internal sealed record Asked(ProjectInfo Project, ProjectStore Store, IndexSnapshot Snapshot, Day Today, Answers Answers);
