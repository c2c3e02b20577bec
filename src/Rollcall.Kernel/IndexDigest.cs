using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel;

/// <summary>
/// What an index holds, as numbers that are equal for equal indexes however they were built, and in practice for no others. Within one process: texts
/// are hashed with its seed.
/// </summary>
/// <param name="People">People who ever had access.</param>
/// <param name="Interactions">All that are counted.</param>
/// <param name="Mark">Made of each person's days of access, tags and counts of interactions by day.</param>
public readonly record struct IndexDigest(long People, long Interactions, ulong Mark)
{
    public static IndexDigest Of(IndexSnapshot snapshot)
    {
        var (people, mark) = OfPopulation(snapshot.Population);
        var interactions = 0L;
        for (var chunk = 0; chunk < snapshot.Activity.Chunks; chunk++)
        {
            var activity = snapshot.Activity.Chunk(chunk);
            for (var day = activity.Days.From; day < activity.Days.Until; day += 1)
            {
                if (activity.On(day) is not { } use)
                    continue;
                var uses = new Uses(chunk << 16, day);
                use.ForEach(ref uses);
                interactions += use.Interactions;
                mark += uses.Mark;
            }
        }

        return new(people, interactions, mark);
    }

    private static (long People, ulong Mark) OfPopulation(PopulationIndex population)
    {
        var sets = population.TagSets.ToArray().Select(set => set.Tags.Aggregate(0UL, (mark, tag) => mark + Mix(Of(tag.Key), Of(tag.Value)))).ToArray();
        var (people, total) = (0L, 0UL);
        for (var person = 0; person < population.Chunks * Sets.Bitmap.People; person++)
        {
            var history = population[person];
            people += history.Access.Length > 0 ? 1 : 0;
            foreach (var period in history.Access)
                total += Mix((ulong)person, Mix((ulong)period.From.Number, (ulong)period.Until.Number));
            foreach (var (from, set) in history.Tags)
                total += Mix((ulong)person, Mix((ulong)from.Number, sets[set] + 1));
        }

        return (people, total);
    }

    private static ulong Of(string text) => (ulong)string.GetHashCode(text, StringComparison.Ordinal);

    // The finaliser of SplitMix64, over both.
    private static ulong Mix(ulong a, ulong b)
    {
        var x = (a * 0x9E3779B97F4A7C15) ^ b;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private struct Uses(int first, Day day) : IUseVisitor
    {
        public ulong Mark { get; private set; }

        public void Visit(int person, int count) => Mark += Mix((ulong)(first + person), Mix((ulong)day.Number, (ulong)count << 32));
    }
}
