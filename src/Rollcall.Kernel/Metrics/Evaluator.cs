using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Answers questions about the people of a snapshot, on a given today. People are independent of each other, so every count is a sum over chunks
/// of 65,536 people; a population of several chunks is shared between at most <paramref name="threads"/> threads.
/// </summary>
public sealed class Evaluator(IndexSnapshot snapshot, Day today, int threads = 1)
{
    // Below this many chunks (about 130,000 people) the hand-over to another thread costs more than it saves.
    private const int Wide = 3;

    /// <summary>Adoption of the window, in total and by group.</summary>
    public Answer<AdoptionMeasures> Adoption(Question question)
    {
        var (total, groups) = Count(question);
        return new(total, groups);
    }

    /// <summary>Adoption by calendar bucket, each clipped to the window; and the same for each group that the window has.</summary>
    public Answer<IReadOnlyList<SeriesBucket>> Series(Question question, Grain grain)
    {
        var periods = snapshot.Calendar.Periods(question.Window, grain).ToList();
        var (total, groups) = Windows(question, AdoptionWindows.Buckets(snapshot.Calendar, question.Window, grain));
        return new(Buckets(total), [.. groups.Select(group => new Group<IReadOnlyList<SeriesBucket>>(group.Values, Buckets(group.Answer)))]);

        IReadOnlyList<SeriesBucket> Buckets(IReadOnlyList<AdoptionMeasures> measures) => [.. periods.Zip(measures, (period, adoption) =>
        {
            var clipped = period.Clip(question.Window);
            return new SeriesBucket(clipped, clipped != period || clipped.Until > today, adoption);
        })];
    }

    /// <summary>Adoption of the n days that end with each day of the window up to today; and the same for each group that the window has.</summary>
    public Answer<IReadOnlyList<RollingPoint>> Rolling(Question question, int days)
    {
        var windows = AdoptionWindows.Ending(question.Window, days, today);
        var (total, groups) = Windows(question, windows);
        return new(Points(total), [.. groups.Select(group => new Group<IReadOnlyList<RollingPoint>>(group.Values, Points(group.Answer)))]);

        IReadOnlyList<RollingPoint> Points(IReadOnlyList<AdoptionMeasures> measures) => [.. windows.Known.Zip(measures, (window, adoption) => new RollingPoint(window.Name, adoption))];
    }

    /// <summary>A metric of the question's people, in total and by group.</summary>
    public Answer<TAnswer> Ask<TAnswer>(Question question, PeopleMetric<TAnswer> metric)
    {
        var decision = new TagDecision(question, snapshot.Population.TagSets.Span);
        var (plan, counts) = Count(question, metric, decision);
        var groups = decision.IsGrouped ? decision.InOrder().Where(counts.IsPresent)
            .Select(i => new Group<TAnswer>(Values(question, decision.Groups[i]), plan.Answer(counts.OfGroup(i)))) : [];
        return new(plan.Answer(counts.Total), [.. groups]);
    }

    /// <summary>A metric of everybody, by the tags that people hold on the deciding day; filters and groups of the question are not looked at.</summary>
    public IReadOnlyList<(TagSet Tags, TAnswer Answer)> AskByTags<TAnswer>(Question question, PeopleMetric<TAnswer> metric)
    {
        var tagSets = snapshot.Population.TagSets;
        var (plan, counts) = Count(question, metric, TagDecision.BySet(tagSets.Span));
        return [.. Enumerable.Range(0, tagSets.Length).Where(i => counts.IsPresent(i) || counts.IsCounted(i)).Select(i => (tagSets.Span[i], plan.Answer(counts.OfGroup(i))))];
    }

    /// <summary>The most groups that a question can have: one for each combination of values that anybody ever held.</summary>
    public int MostGroups(Question question)
        => question.GroupBy.Count == 0 ? 1 : Math.Max(1, new TagDecision(question, snapshot.Population.TagSets.Span).Groups.Count);

    /// <summary>The people of a set, as many as the number in <see cref="Adoption"/> says. Groups of the question are not looked at.</summary>
    public PersonSet People(Question question, PeopleSet set)
    {
        question = question with { GroupBy = [] };
        var chunks = new ChunkSet[Chunks];
        var window = new ChunkWindow(snapshot, question, today);
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            window.Walk(chunk);
            chunks[chunk] = window.Members(set);
        }

        return new(chunks);
    }

    /// <summary>The people of a cell of a metric, as many as the number in <see cref="Ask"/> says. Groups of the question are not looked at.</summary>
    public Found<PersonSet> People<TAnswer>(Question question, PeopleMetric<TAnswer> metric, PeopleCell cell)
    {
        var plan = metric.In(MetricScope.Of(snapshot, question with { GroupBy = [] }, today));
        if (metric.Definition.IndexOf(cell.Set) < 0)
            return new CellFault.Unknown("set", cell.Set, $"one of {string.Join(", ", metric.Definition.Sets.Select(set => set.Name))}");
        return plan.Find(cell).Then<PersonSet>(Collect);

        Found<PersonSet> Collect(int[] cells)
        {
            var people = Bitmap.New();
            var collect = plan.Open(new CellCounts(plan.Cells, 0, new CellMembers(plan.Cells, [cells], [people])));
            var chunks = new ChunkSet[Chunks];
            for (var chunk = 0; chunk < chunks.Length; chunk++)
            {
                Array.Clear(people);
                collect(chunk);
                chunks[chunk] = ChunkSet.OfBits(people);
            }

            return new PersonSet(chunks);
        }
    }

    // Adoption of several windows, each deciding tags for itself; by group for those that the question's own window has.
    private (IReadOnlyList<AdoptionMeasures> Total, IReadOnlyList<Group<IReadOnlyList<AdoptionMeasures>>> Groups) Windows(Question question, AdoptionWindows windows)
    {
        var groups = question.GroupBy.Count == 0 ? [] : Count(question).Groups;
        var all = new List<AdoptionMeasures>();
        var byGroup = groups.Select(_ => new List<AdoptionMeasures>()).ToList();
        foreach (var (_, window) in windows.Known)
        {
            var (total, rows) = Count(question with { Window = window });
            all.Add(total);
            // Whoever holds a value in a window is whom a filter for that value admits there.
            var found = rows.ToDictionary(row => (row.Values[0], row.Values[^1]), row => row.Answer);
            for (var i = 0; i < groups.Count; i++)
                byGroup[i].Add(found.GetValueOrDefault((groups[i].Values[0], groups[i].Values[^1])) ?? new() { Days = total.Days });
        }

        return (all, [.. groups.Zip(byGroup, (group, own) => new Group<IReadOnlyList<AdoptionMeasures>>(group.Values, own))]);
    }

    private int Chunks => Math.Max(snapshot.Population.Chunks, snapshot.Activity.Chunks);

    private (AdoptionMeasures Total, IReadOnlyList<Group<AdoptionMeasures>> Groups) Count(Question question)
    {
        var window = new ChunkWindow(snapshot, question, today);
        var total = default(Tally);
        var groups = window.Decision.IsGrouped ? new Tally[window.Decision.Groups.Count] : [];
        if (threads > 1 && Chunks >= Wide)
            CountInParallel(question, ref total, groups);
        else
        {
            for (var chunk = 0; chunk < Chunks; chunk++)
                window.Count(chunk, ref total, groups);
        }

        var rows = window.Decision.IsGrouped ? window.Decision.InOrder().Where(i => groups[i].Present > 0)
            .Select(i => new Group<AdoptionMeasures>(Values(question, window.Decision.Groups[i]), groups[i].ToMeasures(window.Days))) : [];
        return (total.ToMeasures(window.Days), [.. rows]);
    }

    private (MetricPlan<TAnswer> Plan, CellCounts Counts) Count<TAnswer>(Question question, PeopleMetric<TAnswer> metric, TagDecision decision)
    {
        var plan = metric.In(new(snapshot, question, decision, question.AsOf.Resolve(question.Window, today), today));
        var counts = NewCounts();
        if (threads > 1 && Chunks >= Wide)
        {
            var gate = new Lock();
            Parallel.For(
                0,
                Chunks,
                new ParallelOptions { MaxDegreeOfParallelism = threads },
                () =>
                {
                    var own = NewCounts();
                    return (Counts: own, Count: plan.Open(own));
                },
                (chunk, _, own) =>
                {
                    own.Count(chunk);
                    return own;
                },
                own =>
                {
                    lock (gate)
                        counts.Add(own.Counts);
                });
        }
        else
        {
            var count = plan.Open(counts);
            for (var chunk = 0; chunk < Chunks; chunk++)
                count(chunk);
        }

        return (plan, counts);

        CellCounts NewCounts() => new(plan.Cells, decision.IsGrouped ? decision.Groups.Count : 0);
    }

    private static IReadOnlyList<string?> Values(Question question, (string? First, string? Second) values)
        => question.GroupBy.Count > 1 ? [values.First, values.Second] : [values.First];

    private void CountInParallel(Question question, ref Tally total, Tally[] groups)
    {
        var gate = new Lock();
        var sum = default(Tally);
        Parallel.For(
            0,
            Chunks,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            () => (Window: new ChunkWindow(snapshot, question, today), Total: new Tally[1], Groups: new Tally[groups.Length]),
            (chunk, _, own) =>
            {
                own.Window.Count(chunk, ref own.Total[0], own.Groups);
                return own;
            },
            own =>
            {
                lock (gate)
                {
                    sum.Add(own.Total[0]);
                    for (var i = 0; i < groups.Length; i++)
                        groups[i].Add(own.Groups[i]);
                }
            });
        total.Add(sum);
    }
}
