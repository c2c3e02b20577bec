using System.Text.Json;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Nebuly's numbers about interactions: aggregates and time series. No texts, so keys that read will do.</summary>
internal static class NebulyAggregateEndpoints
{
    public static void MapNebulyAggregates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/external").WithTags("Nebuly: reads").RequireAuthorization(Keys.Read).WithMetadata(new LargestBody(Limits.JsonBody));
        group.MapPost("/get-interaction-aggregates", Aggregates).WithSummary("Interactions by groups");
        group.MapPost("/get-interaction-multi-aggregates", MultiAggregates).WithSummary("Interactions by several lists of groups");
        group.MapPost("/get-interaction-time-series", TimeSeries).WithSummary("Interactions by hour, day, week, month, quarter or year");
    }

    private static Task<IResult> Aggregates(HttpContext context, MetricsService metrics, CancellationToken ct)
        => Take(context, metrics, AggregateQuestion.Read, (asked, question) => Answer(asked, question, withKinds: false), ct);

    private static Task<IResult> MultiAggregates(HttpContext context, MetricsService metrics, CancellationToken ct)
        => Take(context, metrics, AggregateQuestion.ReadSeveral, (asked, question) => Answer(asked, question, withKinds: true), ct);

    private static JsonBytes Answer(Asked asked, AggregateQuestion question, bool withKinds)
    {
        var counter = new NebulyCounter(asked);
        var sorted = question.Order.Apply(question.Groupings.SelectMany(Rows)).ToList();
        return NebulyAnswer.Page(question.Which, sorted.Count, json =>
        {
            foreach (var row in sorted.Skip(question.Which.Offset).Take(question.Which.Limit))
            {
                json.WriteStartObject();
                json.WriteString("group_name", row.Names is [var first, ..] ? first : null);
                json.WriteStartArray("additional_groups");
                foreach (var name in row.Names.Skip(1))
                    json.WriteStringValue(name);
                json.WriteEndArray();
                if (withKinds)
                {
                    json.WriteStartArray("kinds");
                    foreach (var kind in row.Kinds)
                        json.WriteStringValue(kind);
                    json.WriteEndArray();
                }

                json.WriteNumbers(row, question.Variables, isAggregate: true);
                json.WriteEndObject();
            }
        });

        IReadOnlyList<NebulyRow> Rows(IReadOnlyList<NebulyGrouping> groupings)
        {
            if (groupings.Any(grouping => grouping.HasNoRows))
                return [];
            var range = question.Which.Range;
            var buckets = groupings.Any(grouping => grouping.IsDay) ? NebulyBuckets.Of(range, Granularity.Day, asked.Project.Calendar) : NebulyBuckets.Whole(range);
            var (cells, groups) = counter.Count(question.Which, buckets, groupings, question.Variables.Has(NebulyVariables.Stickiness));
            if (groupings.Count == 0)
                return cells.Count > 0 ? cells : [NebulyRow.Empty];
            // The name of a day stands where the day is grouped by.
            return [.. (groupings.All(grouping => grouping.IsDay) ? cells : groups).Where(row => row.Now.Interactions > 0).Select(row =>
            {
                var names = row.Names.GetEnumerator();
                return row with { Kinds = [.. groupings.Select(grouping => grouping.Kind)], Names = [.. groupings.Select(grouping => grouping.IsDay ? buckets[row.Cell].Label[..10] : names.MoveNext() ? names.Current : null)] };
            })];
        }
    }

    private static Task<IResult> TimeSeries(HttpContext context, MetricsService metrics, CancellationToken ct)
        => Take(context, metrics, TimeSeriesQuestion.Read, Answer, ct);

    private static JsonBytes Answer(Asked asked, TimeSeriesQuestion question)
    {
        var buckets = NebulyBuckets.Of(question.Which.Range, question.Granularity, asked.Project.Calendar);
        IReadOnlyList<NebulyGrouping> groupings = question.Grouping is { } grouping ? [grouping] : [];
        var (cells, groups) = question.Grouping is { HasNoRows: true } ? ([], []) : new NebulyCounter(asked).Count(question.Which, buckets, groupings, withDays: false);
        var names = groups.GroupBy(row => row.Names[0] ?? "", StringComparer.Ordinal).Where(group => group.Any(row => row.Now.Interactions > 0)).OrderBy(group => group.Key, CodePointOrder.Instance).ToList();
        // Every dataset has a row for each bucket.
        if ((long)names.Count * buckets.Count > UsageFacts.MostRows)
            throw new TooManyGroupsException(UsageFacts.MostRows / buckets.Count);
        return NebulyAnswer.Object(json =>
        {
            json.WriteStartArray("buckets");
            foreach (var bucket in buckets)
                json.WriteStringValue(bucket.Label);
            json.WriteEndArray();
            json.WriteStartObject("datasets");
            if (question.Grouping is null)
                Dataset(json, "total", cells);
            foreach (var group in names)
                Dataset(json, group.Key, group);
            json.WriteEndObject();
        });

        void Dataset(Utf8JsonWriter json, string name, IEnumerable<NebulyRow> rows)
        {
            var found = rows.ToDictionary(row => row.Cell);
            json.WriteStartArray(name);
            foreach (var (bucket, i) in buckets.Select((bucket, i) => (bucket, i)))
            {
                json.WriteStartObject();
                json.WriteString("bucket", bucket.Label);
                json.WriteNumbers(found.GetValueOrDefault(i) ?? NebulyRow.Empty, question.Variables, isAggregate: false);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    // Opened before the body is read: its times and the days of the answer are of one calendar.
    private static async Task<IResult> Take<T>(
        HttpContext context, MetricsService metrics, Func<JsonElement, Kernel.Time.ProjectCalendar, Faults, T?> read, Func<Asked, T, IResult> answer, CancellationToken ct)
        where T : class
    {
        var asked = await metrics.Open(context.Project(), [], ct);
        return await NebulyBody.Take(context, (root, faults) => read(root, asked.Project.Calendar, faults), (question, _) =>
        {
            try
            {
                return Task.FromResult(answer(asked, question));
            }
            catch (TooManyGroupsException tooMany)
            {
                var faults = new Faults();
                faults.Add(Place.Root["group_by"], "too_many_groups", $"The answer would have more than {tooMany.Most} groups; filter for fewer.");
                return Task.FromResult<IResult>(faults.ToDetail());
            }
        }, ct);
    }
}
