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
    public AdoptionAnswer Adoption(Question question)
    {
        var (total, groups) = Count(question);
        return new(total, !(question.AsOf.IsEvent && question.GroupBy.Count > 0), groups);
    }

    /// <summary>Adoption by calendar bucket, each clipped to the window; and the same for each group that the window has.</summary>
    public SeriesAnswer Series(Question question, Grain grain)
    {
        var groups = question.GroupBy.Count == 0 ? [] : Count(question).Groups;
        var buckets = new List<SeriesBucket>();
        var byGroup = groups.Select(_ => new List<SeriesBucket>()).ToList();
        foreach (var period in snapshot.Calendar.Periods(question.Window, grain))
        {
            var clipped = period.Clip(question.Window);
            var partial = clipped != period || clipped.Until > today;
            var (total, rows) = Count(question with { Window = clipped });
            buckets.Add(new(clipped, partial, total));
            // Whoever holds a value in a bucket is whom a filter for that value admits there.
            var found = rows.ToDictionary(row => (row.Values[0], row.Values[^1]), row => row.Answer);
            for (var i = 0; i < groups.Count; i++)
            {
                var measures = found.GetValueOrDefault((groups[i].Values[0], groups[i].Values[^1])) ?? new() { Days = total.Days };
                byGroup[i].Add(new(clipped, partial, measures));
            }
        }

        return new(buckets, [.. groups.Zip(byGroup, (group, own) => new Group<IReadOnlyList<SeriesBucket>>(group.Values, own))]);
    }

    /// <summary>The people of a set, as many as the number in <see cref="Adoption"/> says. Groups of the question are not looked at.</summary>
    public PersonSet People(Question question, PeopleSet set)
    {
        question = question with { GroupBy = [] };
        var chunks = new ChunkSet[Chunks];
        var window = new ChunkWindow(snapshot, question, today);
        for (var chunk = 0; chunk < chunks.Length; chunk++)
            chunks[chunk] = window.People(chunk, set);
        return new(chunks);
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
            .Select(i => new Group<AdoptionMeasures>(Values(window.Decision.Groups[i]), groups[i].ToMeasures(window.Days))) : [];
        return (total.ToMeasures(window.Days), [.. rows]);

        IReadOnlyList<string?> Values((string? First, string? Second) values)
            => question.GroupBy.Count > 1 ? [values.First, values.Second] : [values.First];
    }

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
