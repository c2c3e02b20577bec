using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>Answers of the kernel with the fields that they have on the wire, so that one check serves both.</summary>
public static class KernelAnswers
{
    public static (string Metric, JsonElement Answer) OnTheWire<T>(Question question, Answer<T> answer, Explanation? explanation)
    {
        var (metric, json) = Fields(answer.Total);
        if (metric == "adoption")
            json = new JsonObject { ["total"] = json };
        if (question.GroupBy.Count > 0)
        {
            if (metric == "adoption")
                json["partition"] = question.IsPartition;
            json["groups"] = new JsonArray([.. answer.Groups.Select(group => Group(question, group))]);
        }

        if (explanation is not null)
        {
            json["explain"] = new JsonObject
            {
                ["steps"] = new JsonArray([.. explanation.Steps.Select(step => Set("name", step))]),
                ["left_out"] = new JsonArray([.. explanation.LeftOut.Select(reason => Set("reason", reason))]),
            };
        }

        return (metric, JsonSerializer.SerializeToElement(json));
    }

    private static JsonObject Set(string name, ExplainedSet set) => new() { [name] = set.Name, ["people"] = set.People, ["definition"] = set.Definition };

    private static JsonObject Group<T>(Question question, Group<T> group)
    {
        var json = Fields(group.Answer).Json;
        if (question.GroupBy.Count == 1)
            json["value"] = group.Values[0];
        else
            json["values"] = new JsonObject(question.GroupBy.Zip(group.Values, (key, value) => KeyValuePair.Create(key, (JsonNode?)value)));
        return json;
    }

    private static (string Metric, JsonObject Json) Fields<T>(T answer) => answer switch
    {
        AdoptionMeasures measures => ("adoption", Fields(AdoptionCatalogue.Measures, measures)),
        IReadOnlyList<SeriesBucket> buckets => ("series", Rows("buckets", buckets, bucket => Period(bucket.Period, bucket.Partial, Fields(AdoptionCatalogue.Measures, bucket.Measures)))),
        IReadOnlyList<RollingPoint> points => ("rolling", Rows("points", points, point => With(Fields(Rolling.Measures, point), ("date", point.Date.ToString())))),
        FrequencyAnswer frequency => ("frequency", new JsonObject { ["people_by_active_days"] = new JsonArray([.. frequency.PeopleByActiveDays.Select(people => (JsonNode)people)]) }),
        IReadOnlyList<LifecycleBucket> buckets => ("lifecycle", Rows("buckets", buckets, bucket => Period(bucket.Period, bucket.Partial, Fields(Lifecycle.Measures, bucket)))),
        RetentionAnswer retention => ("retention", OfRetention(retention)),
        TransitionsAnswer transitions => ("transitions", Fields(Transitions.Measures, transitions)),
        SegmentsAnswer segments => ("segments", Fields(Segments.Measures, segments)),
        TimeToFirstUseAnswer times => ("time_to_first_use", With(
            Fields(TimeToFirstUse.Measures, times),
            ("within_days", times.WithinDays),
            ("curve", new JsonArray([.. times.Curve.Select(share => new JsonObject { ["day"] = share.Day, ["share"] = share.Share })])))),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), typeof(T), null),
    };

    private static JsonObject OfRetention(RetentionAnswer retention) => With(
        Rows("cohorts", retention.Cohorts, cohort => With(
            Rows("cells", cohort.Cells, cell => With(Fields(Retention.Measures, cell), ("period", cell.Period))),
            ("from", cohort.Period.From.ToString()),
            ("size", cohort.Size))),
        ("weighted_mean", new JsonArray([.. retention.WeightedMean.Select(mean => (JsonNode?)mean)])));

    private static JsonObject Fields<T>(IReadOnlyList<Measure<T>> measures, T answer)
        => new(measures.Select(measure => KeyValuePair.Create(measure.Name, measure.Read(answer) is { } value ? measure.IsCount ? (long)value : (JsonNode)value : null)));

    private static JsonObject Rows<T>(string name, IEnumerable<T> rows, Func<T, JsonObject> row) => new() { [name] = new JsonArray([.. rows.Select(row)]) };

    private static JsonObject Period(Period period, bool partial, JsonObject row)
        => With(row, ("from", period.From.ToString()), ("to", period.Until.ToString()), ("partial", partial));

    private static JsonObject With(JsonObject row, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        foreach (var (name, value) in fields)
            row[name] = value;
        return row;
    }
}
