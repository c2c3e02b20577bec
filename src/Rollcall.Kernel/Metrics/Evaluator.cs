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

    // So many tallies at once are some megabytes a thread: windows of a question with more groups are counted in turns.
    private const int MostTallies = 65_536;

    /// <summary>Adoption of the window, in total and by group.</summary>
    public Answer<AdoptionMeasures> Adoption(Question question)
    {
        var (total, groups) = Count(question, [question.Window]);
        return new(total[0], [.. groups.Select(group => new Group<AdoptionMeasures>(group.Values, group.Answer[0]))]);
    }

    /// <summary>Adoption by calendar bucket, each clipped to the window; and the same for each group that the window has.</summary>
    public Answer<IReadOnlyList<SeriesBucket>> Series(Question question, Grain grain)
    {
        var periods = snapshot.Calendar.Periods(question.Window, grain).ToList();
        var (total, groups) = Count(question, AdoptionWindows.Buckets(snapshot.Calendar, question.Window, grain).Known);
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
        var (total, groups) = Count(question, windows.Known);
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
        var window = new ChunkWindow(snapshot, question, new(question, snapshot.Population.TagSets.Span), today);
        for (var chunk = 0; chunk < chunks.Length; chunk++)
        {
            window.Walk(chunk, question.Window);
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

    private int Chunks => Math.Max(snapshot.Population.Chunks, snapshot.Activity.Chunks);

    private (IReadOnlyList<AdoptionMeasures> Total, IReadOnlyList<Group<IReadOnlyList<AdoptionMeasures>>> Groups) Count(Question question, IReadOnlyList<(Day Name, Period Window)> windows)
        => Count(question, [.. windows.Select(window => window.Window)]);

    // Adoption of windows, each deciding tags for itself, by window; and the same for each group that the question's own window has: whoever holds a value in a
    // window is whom a filter for that value admits there.
    private (IReadOnlyList<AdoptionMeasures> Total, IReadOnlyList<Group<IReadOnlyList<AdoptionMeasures>>> Groups) Count(Question question, Period[] windows)
    {
        var decision = new TagDecision(question, snapshot.Population.TagSets.Span);
        var groups = decision.IsGrouped ? decision.Groups.Count : 0;
        var total = new List<AdoptionMeasures>();
        var byGroup = Enumerable.Range(0, groups).Select(_ => new List<AdoptionMeasures>()).ToList();
        var isPresent = new bool[groups];
        foreach (var some in windows.Chunk(Math.Max(1, MostTallies / (1 + groups))))
        {
            var tallies = Tallies(question, decision, some);
            foreach (var (tally, window) in tallies.ByWindow.Zip(some))
            {
                var days = window.Clip(new(Day.Earliest, today + 1)).Days;
                total.Add(tally.Total.ToMeasures(days));
                for (var group = 0; group < groups; group++)
                    byGroup[group].Add(tally.Groups[group].ToMeasures(days));
            }

            for (var group = 0; group < groups; group++)
                isPresent[group] |= tallies.IsPresent[group];
        }

        return (total, [.. (decision.IsGrouped ? decision.InOrder() : []).Where(i => isPresent[i]).Select(i => new Group<IReadOnlyList<AdoptionMeasures>>(Values(question, decision.Groups[i]), byGroup[i]))]);
    }

    private WindowTallies Tallies(Question question, TagDecision decision, Period[] windows) => OverChunks<WindowTallies>(
        () =>
        {
            var own = new WindowTallies(windows.Length, decision.IsGrouped ? decision.Groups.Count : 0);
            if (ChunkSlide.Suits(question, decision, windows))
            {
                var slide = new ChunkSlide(snapshot, question, decision, windows, today);
                return (own, chunk => slide.Count(chunk, own));
            }

            var tallies = new ChunkTallies(snapshot, question, decision, windows, today);
            return (own, chunk => tallies.Count(chunk, own));
        },
        (all, own) => all.Add(own));

    private (MetricPlan<TAnswer> Plan, CellCounts Counts) Count<TAnswer>(Question question, PeopleMetric<TAnswer> metric, TagDecision decision)
    {
        var plan = metric.In(new(snapshot, question, decision, question.AsOf.Resolve(question.Window, today), today));
        return (plan, OverChunks(
            () =>
            {
                var own = new CellCounts(plan.Cells, decision.IsGrouped ? decision.Groups.Count : 0);
                return (own, plan.Open(own));
            },
            (all, own) => all.Add(own)));
    }

    // Counts every chunk. Each thread takes the next one that is left, and counts into its own.
    private TCounts OverChunks<TCounts>(Func<(TCounts Own, Action<int> Count)> open, Action<TCounts, TCounts> add)
    {
        var next = -1;
        var others = Chunks < Wide ? [] : Enumerable.Range(1, Math.Min(threads, Chunks) - 1).Select(_ => Task.Run(Work)).ToArray();
        var counts = Work();
        foreach (var other in others)
            add(counts, other.GetAwaiter().GetResult());
        return counts;

        TCounts Work()
        {
            var (own, count) = open();
            for (var chunk = Interlocked.Increment(ref next); chunk < Chunks; chunk = Interlocked.Increment(ref next))
                count(chunk);
            return own;
        }
    }

    private static IReadOnlyList<string?> Values(Question question, (string? First, string? Second) values)
        => question.GroupBy.Count > 1 ? [values.First, values.Second] : [values.First];
}
