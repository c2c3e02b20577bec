using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Explains answers about the people of a snapshot: as <see cref="Evaluator"/> counts them, with what it passes over.</summary>
/// <param name="snapshot">As the answer saw it, through an interaction filter if there was one.</param>
/// <param name="all">The same people with all interactions.</param>
/// <param name="today">As of the answer.</param>
public sealed class Explainer(IndexSnapshot snapshot, IndexSnapshot all, Day today)
{
    private int Chunks => Math.Max(snapshot.Population.Chunks, all.Activity.Chunks);

    /// <summary>Explains a metric that counts cells.</summary>
    public Explanation Explain<TAnswer>(Question question, PeopleMetric<TAnswer> metric)
    {
        var scope = MetricScope.Of(snapshot, question with { GroupBy = [] }, today);
        var (plan, sets) = (metric.In(scope), metric.Definition.Sets.Where(set => !set.IsNumber).ToList());
        var reached = new ReachedPeople(sets.Count);
        var collect = plan.Open(new CellCounts(plan.Cells, 0, new CellMembers(plan.Cells, [.. sets.Select(set => plan.Find(new(set.Name)).Value!)], reached.Sets)));
        var reach = new ChunkReach(scope, all.Activity, plan.Reach.Days, plan.Reach.Need);
        var tally = new ExplanationTally(sets, plan.Reach, metric.Definition.InAny);
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            reached.Clear();
            collect(chunk);
            reach.AddTo(reached, chunk);
            tally.Add(reached, Known(chunk));
        }

        return tally.ToExplanation();
    }

    /// <summary>Explains adoption of several windows, each deciding tags for itself.</summary>
    public Explanation Explain(Question question, MetricDefinition metric, AdoptionWindows windows)
    {
        var sets = Enum.GetValues<PeopleSet>();
        var reached = Enumerable.Range(0, Chunks).Select(_ => new ReachedPeople(sets.Length)).ToList();
        var toCome = question.Window.Clip(new(today + 1, Day.Latest));
        foreach (var window in windows.Known.Select(window => window.Window).Append(toCome).Where(window => window.Days > 0))
        {
            var scope = MetricScope.Of(snapshot, question with { Window = window, GroupBy = [] }, today);
            var (reach, adoption) = (new ChunkReach(scope, all.Activity, window, Need.AccessOrUse), new ChunkWindow(snapshot, scope.Question, scope.Decision, today));
            for (var chunk = 0; chunk < reached.Count; chunk++)
            {
                reach.AddTo(reached[chunk], chunk);
                adoption.Walk(chunk, window);
                foreach (var set in sets)
                    adoption.Members(set).OrInto(reached[chunk].Sets[(int)set]);
            }
        }

        var tally = new ExplanationTally(AdoptionCatalogue.Adoption.Sets, new(question.Window, Need.AccessOrUse, "denominator", "Access on too few days for the denominator, and no use."), metric.InAny);
        for (var chunk = 0; chunk < reached.Count; chunk++)
            tally.Add(reached[chunk], Known(chunk));
        return tally.ToExplanation();
    }

    // Who has access on any day, past or to come, or an interaction of any kind.
    private ulong[] Known(int chunk)
    {
        var known = Bitmap.New();
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
        {
            var people = snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page);
            var firstDays = all.Activity.Chunk(chunk).FirstDays(page);
            for (var i = 0; i < PopulationPage.Size; i++)
            {
                if ((!firstDays.IsEmpty && firstDays[i] != int.MaxValue) || people.EverHasAccess(i))
                    Bitmap.Add(known, (page * PopulationPage.Size) + i);
            }
        }

        return known;
    }
}
