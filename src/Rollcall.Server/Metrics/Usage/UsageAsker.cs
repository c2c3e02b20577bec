using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>Counts interactions: who counts on which days is decided by the index, what they did by the store.</summary>
internal static class UsageAsker
{
    // Numbers of one answer, over all groups and buckets.
    private const long MostNumbers = 5_000_000;

    /// <exception cref="TooManyGroupsException">The answer would be too large.</exception>
    public static UsageAnswer Ask(Asked asked, UsageQuestion question)
    {
        var (inner, calendar) = (question.Metric.Question, asked.Project.Calendar);
        List<(Period Period, bool Partial)> buckets = question.Interval is not { } grain ? [] : [.. calendar.Periods(inner.Window, grain)
            .Select(period => (Clipped: period.Clip(inner.Window), Whole: period)).Select(bucket => (bucket.Clipped, bucket.Clipped != bucket.Whole || bucket.Clipped.Until > asked.Today))];
        var past = inner.Window.Clip(new(Day.Earliest, asked.Today + 1));
        var rows = past.Days == 0 ? new([], [], [], []) : Count(asked, question, past, [.. buckets.Select(bucket => bucket.Period)]);
        var answer = Arrange(rows, buckets);
        // Where the people filter alone says too much, nothing is shown. Without one the people who did something decide, on the list or not.
        return UsagePrivacy.Hide(answer, inner.People.Count == 0 || asked.Answers.Shows(inner) ? asked.Project.Counting.SmallestGroup : int.MaxValue);
    }

    private static Rows Count(Asked asked, UsageQuestion question, Period past, IReadOnlyList<Period> buckets)
    {
        var inner = question.Metric.Question;
        // Where a day decides whether somebody counts, spans are days, else they are as long as what is asked about.
        IReadOnlyList<Period> spans = inner.AsOf.IsEvent || inner.MinInteractions > 1 ? [.. Enumerable.Range(0, past.Days).Select(i => new Period(past.From + i, past.From + i + 1))]
            : buckets.Count == 0 ? [past]
            : [.. buckets.Select(bucket => bucket.Clip(past)).Where(bucket => bucket.Days > 0)];
        int?[] bucketOf = [.. spans.Select(span => buckets.Count == 0 ? (int?)null : BucketOf(buckets, span.From))];
        var whole = Cut(_ => inner.Window, _ => 0);
        var byBucket = Cut(span => buckets[bucketOf[span]!.Value], span => bucketOf[span]);
        var scope = new UsageScope
        {
            Bounds = [.. spans.Select(span => Start(span.From)), Start(past.Until)],
            ThroughSeq = asked.Snapshot.ThroughSeq,
            Terms = new EventFilterTerms(question.Metric.Events.ToDictionary(term => term.Key, term => term.Values, StringComparer.Ordinal)),
            Keys = [.. question.GroupBy.Select(key => new UsageKey.Term(key))],
        };
        return asked.Store.Count(scope, facts => new Rows(
            facts.Cells(whole!),
            byBucket is null ? [] : facts.Cells(byBucket),
            question.GroupBy.Count == 0 ? [] : facts.Groups(whole!),
            byBucket is null || question.GroupBy.Count == 0 ? [] : facts.Groups(byBucket)));

        UsageCut? Cut(Func<int, Period> window, Func<int, int?> cell)
        {
            if (bucketOf[0] is null && cell(0) is null)
                return null;
            var deciding = spans.Select((span, i) => inner.AsOf.Resolve(window(i), asked.Today) ?? span.From).ToList();
            return new([.. Enumerable.Range(0, spans.Count).Select(cell)], AdmittedPeople.Of(asked.Snapshot, inner, deciding, asked.Today), inner.MinInteractions);
        }

        long Start(Day day) => Timestamp.ToMicroseconds(asked.Project.Calendar.StartOf(day));
    }

    private static int BucketOf(IReadOnlyList<Period> buckets, Day day)
    {
        var (low, high) = (0, buckets.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = buckets[middle].From <= day ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private static UsageAnswer Arrange(Rows rows, List<(Period Period, bool Partial)> buckets)
    {
        // A group of the window as a whole, as in a series: one that only a bucket has cannot be.
        if ((rows.Groups.Count + 1L) * (buckets.Count + 1) * UsageCatalogue.Measures.Count > MostNumbers)
            throw new TooManyGroupsException((int)(MostNumbers / UsageCatalogue.Measures.Count));
        var ofGroup = rows.GroupBuckets.ToLookup(row => Key(row.Values), StringComparer.Ordinal);
        return new(
            new(rows.Whole.SingleOrDefault()?.Counts ?? UsageCounts.None, Buckets(rows.Buckets)),
            [.. rows.Groups.Select(row => (row.Values, new UsagePart(row.Counts, Buckets(ofGroup[Key(row.Values)]))))]);

        IReadOnlyList<UsageBucket> Buckets(IEnumerable<UsageRow> cells)
        {
            var found = cells.ToDictionary(row => row.Cell, row => row.Counts);
            return [.. buckets.Select((bucket, i) => new UsageBucket(bucket.Period, bucket.Partial, found.GetValueOrDefault(i, UsageCounts.None)))];
        }

        // No value holds a control character.
        static string Key(IReadOnlyList<string?> values) => string.Join('\u0001', values.Select(value => value is null ? "\u0002" : value));
    }

    private sealed record Rows(IReadOnlyList<UsageRow> Whole, IReadOnlyList<UsageRow> Buckets, IReadOnlyList<UsageRow> Groups, IReadOnlyList<UsageRow> GroupBuckets);
}
