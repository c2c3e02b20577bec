using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Xunit;

namespace Rollcall.Testing;

/// <summary>Asks the kernel the questions of a case and compares with the reference: counts exactly, rates within 1e-6.</summary>
public static class AnswerChecks
{
    private static readonly Dictionary<string, Action<Evaluator, CaseQuery, string>> Metrics = new(StringComparer.Ordinal)
    {
        ["rolling"] = (evaluator, query, where) => Compare(evaluator.Rolling(query.Params.ToQuestion(), query.Params.Days!.Value), query.Answer, where, Rolling),
        ["frequency"] = Ask(_ => Kernel.Metrics.Frequency.Metric, (wanted, answer, _) =>
            Assert.Equal(wanted.GetProperty("people_by_active_days").EnumerateArray().Select(n => n.GetInt64()), answer.PeopleByActiveDays)),
        ["lifecycle"] = Ask(p => Kernel.Metrics.Lifecycle.By(p.ToGrain()), Lifecycle),
        ["retention"] = Ask(p => Kernel.Metrics.Retention.By(p.ToGrain(), Parse<RetentionAnchor>(p.Anchor!), Parse<RetentionKind>(p.Kind!)), Retention),
        ["transitions"] = Ask(
            p => Transitions.Of(p.Before!.ToPeriod(), p.After!.ToPeriod()),
            (wanted, answer, where) => Equal(wanted, Transitions.Measures, answer, where)),
        ["segments"] = Ask(
            p => Segments.Of(new(p.HabitWeeks ?? SegmentBounds.Default.HabitWeeks, p.PowerMean ?? SegmentBounds.Default.PowerMean, p.NoviceMean ?? SegmentBounds.Default.NoviceMean)),
            (wanted, answer, where) => Equal(wanted, Segments.Measures, answer, where)),
        ["time_to_first_use"] = Ask(
            p => Kernel.Metrics.TimeToFirstUse.Of(p.ObservedTo is { } day ? Day.Of(day) : Day.Latest, p.Within ?? Kernel.Metrics.TimeToFirstUse.DefaultWithin),
            TimeToFirstUse),
    };

    /// <summary>Whether the metric of a question is one of these; adoption and series are compared elsewhere.</summary>
    public static bool Knows(string metric) => Metrics.ContainsKey(metric);

    public static void Check(Evaluator evaluator, CaseQuery query, string where) => Metrics[query.Metric](evaluator, query, where);

    private static Action<Evaluator, CaseQuery, string> Ask<T>(Func<CaseParams, PeopleMetric<T>> metric, Action<JsonElement, T, string> compare)
        => (evaluator, query, where) => Compare(evaluator.Ask(query.Params.ToQuestion(), metric(query.Params)), query.Answer, where, compare);

    private static void Compare<T>(Answer<T> answer, JsonElement wanted, string where, Action<JsonElement, T, string> compare)
    {
        compare(wanted, answer.Total, where);
        var groups = wanted.TryGetProperty("groups", out var rows) ? rows.EnumerateArray().ToList() : [];
        Assert.Equal(groups.Select(group => group.GetProperty("value").GetString()), answer.Groups.Select(group => group.Values[0]));
        foreach (var (row, group) in groups.Zip(answer.Groups))
            compare(row, group.Answer, $"{where} {group.Values[0]}");
    }

    private static void Equal<T>(JsonElement wanted, IReadOnlyList<Measure<T>> measures, T answer, string where)
    {
        foreach (var measure in measures)
            Equal(wanted.GetProperty(measure.Name), measure.Read(answer), $"{where}: {measure.Name}");
    }

    private static void Equal(JsonElement wanted, double? got, string where)
    {
        if (wanted.ValueKind == JsonValueKind.Null)
            Assert.True(got is null, $"{where} is {got}, wanted null");
        else
            Assert.True(got is not null && Math.Abs(got.Value - wanted.GetDouble()) <= 1e-6, $"{where} is {got}, wanted {wanted}");
    }

    private static void Rolling(JsonElement wanted, IReadOnlyList<RollingPoint> points, string where)
    {
        var rows = wanted.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(rows.Select(row => row.GetProperty("date").GetString()), points.Select(point => point.Date.ToString()));
        foreach (var (row, point) in rows.Zip(points))
            Equal(row, Kernel.Metrics.Rolling.Measures, point, $"{where} {point.Date}");
    }

    private static void Lifecycle(JsonElement wanted, IReadOnlyList<LifecycleBucket> buckets, string where)
    {
        var rows = wanted.GetProperty("buckets").EnumerateArray().ToList();
        Assert.Equal(
            rows.Select(row => (row.GetProperty("from").GetString(), row.GetProperty("to").GetString(), row.GetProperty("partial").GetBoolean())),
            buckets.Select(bucket => ((string?)bucket.Period.From.ToString(), (string?)bucket.Period.Until.ToString(), bucket.Partial)));
        foreach (var (row, bucket) in rows.Zip(buckets))
            Equal(row, Kernel.Metrics.Lifecycle.Measures, bucket, $"{where} {bucket.Period}");
    }

    private static void Retention(JsonElement wanted, RetentionAnswer answer, string where)
    {
        var rows = wanted.GetProperty("cohorts").EnumerateArray().ToList();
        Assert.Equal(
            rows.Select(row => (row.GetProperty("from").GetString(), row.GetProperty("size").GetInt64())),
            answer.Cohorts.Select(cohort => ((string?)cohort.Period.From.ToString(), cohort.Size)));
        foreach (var (row, cohort) in rows.Zip(answer.Cohorts))
        {
            var cells = row.GetProperty("cells").EnumerateArray().ToList();
            Assert.Equal(cells.Select(cell => cell.GetProperty("period").GetInt32()), cohort.Cells.Select(cell => cell.Period));
            foreach (var (cell, actual) in cells.Zip(cohort.Cells))
                Equal(cell, Kernel.Metrics.Retention.Measures, actual, $"{where} {cohort.Period} {actual.Period}");
        }

        var means = wanted.GetProperty("weighted_mean").EnumerateArray().ToList();
        Assert.Equal(means.Count, answer.WeightedMean.Count);
        foreach (var (mean, actual) in means.Zip(answer.WeightedMean))
            Equal(mean, actual, $"{where} weighted_mean");
    }

    private static void TimeToFirstUse(JsonElement wanted, TimeToFirstUseAnswer answer, string where)
    {
        Equal(wanted, Kernel.Metrics.TimeToFirstUse.Measures, answer, where);
        Equal(wanted.GetProperty("within_days"), answer.WithinDays, $"{where}: within_days");
        var rows = wanted.GetProperty("curve").EnumerateArray().ToList();
        Assert.Equal(rows.Select(row => row.GetProperty("day").GetInt32()), answer.Curve.Select(share => share.Day));
        foreach (var (row, share) in rows.Zip(answer.Curve))
            Equal(row.GetProperty("share"), share.Share, $"{where} day {share.Day}");
    }

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
