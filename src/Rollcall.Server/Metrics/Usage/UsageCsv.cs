using Rollcall.Kernel.Time;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>The same table as CSV: a line for the whole window and one for each bucket, of the total and then of each group. <c>row</c> says which.</summary>
internal static class UsageCsv
{
    public static string Of(UsageAnswer answer, UsageQuestion question)
    {
        var window = question.Metric.Question.Window;
        var none = question.GroupBy.Select(_ => (string?)null);
        return AnswerCsv.Of(
            ["row", .. question.GroupBy, "from", "to", .. UsageCatalogue.Measures.Select(measure => measure.Name), "suppressed"],
            [.. Lines("total", none, answer.Total), .. answer.Groups.SelectMany(group => Lines("group", group.Values, group.Part))]);

        IEnumerable<IReadOnlyList<string?>> Lines(string row, IEnumerable<string?> values, UsagePart part)
            => part.Buckets.Select(bucket => Line($"{row}_bucket", values, bucket.Period, bucket.Counts)).Prepend(Line(row, values, window, part.Whole));
    }

    private static IReadOnlyList<string?> Line(string row, IEnumerable<string?> values, Period period, UsageCounts? counts) =>
    [
        row, .. values, period.From.ToString(), period.Until.ToString(),
        .. counts is null ? UsageCatalogue.Measures.Select(_ => "") : AnswerCsv.Values(UsageCatalogue.Measures, counts), counts is null ? "true" : "",
    ];
}
