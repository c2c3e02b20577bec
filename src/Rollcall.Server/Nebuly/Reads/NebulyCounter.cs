using System.Globalization;
using Rollcall.Server.Metrics;
using Rollcall.Server.Metrics.Usage;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>
/// Counts interactions for Nebuly's reads, by the same facts as usage. Every stretch of the range has its twin in the period of equal length before. Excluded people count
/// nowhere, and groups of few people have no numbers, here as everywhere.
/// </summary>
internal sealed class NebulyCounter(Asked asked)
{
    /// <summary>The cells and the groups of a question that have interactions, in the range or in the period before it.</summary>
    /// <param name="which">When, and which.</param>
    /// <param name="buckets">Of the range.</param>
    /// <param name="groupings">Those by day are left out: they are buckets.</param>
    /// <param name="withDays">Whether <see cref="NebulyRow.PersonDays"/> are wanted.</param>
    public (IReadOnlyList<NebulyRow> Cells, IReadOnlyList<NebulyRow> Groups) Count(
        NebulyQuestion which, IReadOnlyList<NebulyBucket> buckets, IReadOnlyList<NebulyGrouping> groupings, bool withDays)
    {
        withDays &= !NebulyBuckets.IsTooMany(which.Range, Granularity.Day);
        List<NebulyGrouping> keys = [.. groupings.Where(grouping => !grouping.IsDay)];
        var starts = Starts(which.Range, buckets, withDays, out var bucketOf);
        var scope = new UsageScope
        {
            Bounds = [.. starts.Select(start => start - which.Range.Length), .. starts, which.Range.End],
            ThroughSeq = asked.Snapshot.ThroughSeq,
            Conditions = which.Conditions,
            Keys = [.. keys.Select(key => key.Key!)],
        };
        var excluded = asked.Project.Counting.Excluded;
        if (excluded.Count > 0)
            scope = scope with { Conditions = [.. scope.Conditions, new UsageCondition.Of(excluded, Exclude: true)] };
        var before = new UsageCut([.. bucketOf, .. bucketOf.Select(_ => (int?)null)]);
        var now = new UsageCut([.. bucketOf.Select(_ => (int?)null), .. bucketOf]);
        int[] days = [.. Enumerable.Range(0, buckets.Count).Select(bucket => withDays ? bucketOf.Count(of => of == bucket) : 0)];
        var (cells, groups) = asked.Store.Count(scope, facts => (Rows(facts, byKeys: false), keys.Count == 0 ? [] : Rows(facts, byKeys: true)));
        return Hide(cells, groups);

        List<NebulyRow> Rows(UsageFacts facts, bool byKeys)
        {
            var earlier = (byKeys ? facts.Groups(before) : facts.Cells(before)).ToDictionary(row => Id(row.Cell, row.Values), StringComparer.Ordinal);
            var kept = facts.Kept(before, now, byKeys).ToDictionary(row => Id(row.Cell, row.Values), row => row.Count, StringComparer.Ordinal);
            var active = withDays ? facts.PersonSpans(now, byKeys).ToDictionary(row => Id(row.Cell, row.Values), row => row.Count, StringComparer.Ordinal) : [];
            var rows = (byKeys ? facts.Groups(now) : facts.Cells(now)).ToDictionary(row => Id(row.Cell, row.Values), StringComparer.Ordinal);
            foreach (var (id, gone) in earlier)
                rows.TryAdd(id, gone with { Counts = UsageCounts.None });
            return [.. rows.Select(row => new NebulyRow(
                row.Value.Cell, Names(row.Value.Values), row.Value.Counts, earlier.GetValueOrDefault(row.Key)?.Counts ?? UsageCounts.None, kept.GetValueOrDefault(row.Key), active.GetValueOrDefault(row.Key),
                days[row.Value.Cell]))];
        }

        IReadOnlyList<string?> Names(IReadOnlyList<string?> values) => [.. values.Zip(keys, (value, key) => (value, key.Key) switch
        {
            (null, _) => null,
            (_, UsageKey.Person) => asked.Store.NameOf(int.Parse(value, CultureInfo.InvariantCulture)),
            (_, UsageKey.Feedback) => NebulyFilters.Feedback.First(known => (int)known.Kind == int.Parse(value, CultureInfo.InvariantCulture)).Name,
            _ => value,
        })];
    }

    // Where days are asked for, spans are the local days within the buckets.
    private List<long> Starts(TimeRange range, IReadOnlyList<NebulyBucket> buckets, bool withDays, out List<int?> bucketOf)
    {
        var starts = buckets.Select(bucket => bucket.Start);
        if (withDays)
            starts = starts.Concat(NebulyBuckets.Of(range, Granularity.Day, asked.Project.Calendar).Select(day => day.Start)).Distinct().Order();
        List<long> all = [.. starts];
        bucketOf = [];
        var bucket = 0;
        foreach (var start in all)
        {
            while (bucket + 1 < buckets.Count && buckets[bucket + 1].Start <= start)
                bucket++;
            bucketOf.Add(bucket);
        }

        return all;
    }

    private (IReadOnlyList<NebulyRow> Cells, IReadOnlyList<NebulyRow> Groups) Hide(IReadOnlyList<NebulyRow> cells, IReadOnlyList<NebulyRow> groups)
    {
        var smallest = asked.Project.Counting.SmallestGroup;
        if (smallest <= 1)
            return (cells, groups);
        var (now, before) = (Hidden(row => row.Now.People), Hidden(row => row.Before.People));
        return (cells.Select(Mark).ToList(), groups.Select(Mark).ToList());

        NebulyRow Mark(NebulyRow row) => row with { IsHidden = now.Contains(row), IsBeforeHidden = now.Contains(row) || before.Contains(row) };

        // Buckets are siblings, and so are the groups of a bucket.
        HashSet<NebulyRow> Hidden(Func<NebulyRow, long> people)
        {
            var hidden = new HashSet<NebulyRow>(ReferenceEqualityComparer.Instance);
            Add([], cells);
            foreach (var bucket in groups.GroupBy(group => group.Cell))
                Add(cells.Where(cell => cell.Cell == bucket.Key), [.. bucket]);
            return hidden;

            void Add(IEnumerable<NebulyRow> whole, IReadOnlyList<NebulyRow> parts)
            {
                var total = whole.FirstOrDefault();
                var table = UsagePrivacy.Hidden([[total is null ? long.MaxValue : people(total)], .. parts.Select(part => (long[])[people(part)])], smallest);
                if (total is not null && table[0][0])
                    hidden.Add(total);
                for (var i = 0; i < parts.Count; i++)
                {
                    if (table[i + 1][0])
                        hidden.Add(parts[i]);
                }
            }
        }
    }

    private static string Id(int cell, IReadOnlyList<string?> values)
        => string.Create(CultureInfo.InvariantCulture, $"{cell}") + string.Concat(values.Select(value => value is null ? "\u0002" : $"\u0001{value}"));
}
