using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

internal static class UsageJson
{
    public static void Write(Utf8JsonWriter json, UsageAnswer answer, UsageQuestion question, Shown<Explanation>? explanation)
    {
        json.WriteStartObject("total");
        WriteCounts(json, answer.Total.Whole);
        json.WriteEndObject();
        WriteBuckets(json, answer.Total, question);
        json.WriteGroups([.. answer.Groups.Select(group => new Group<Shown<UsagePart>>(group.Values, new(group.Part)))], question.GroupBy, (to, part) =>
        {
            WriteCounts(to, part.Whole);
            WriteBuckets(to, part, question);
        });
        if (explanation is { } shown)
            json.WriteExplanation(shown);
    }

    private static void WriteBuckets(Utf8JsonWriter json, UsagePart part, UsageQuestion question)
    {
        if (question.Interval is null)
            return;
        json.WriteStartArray("buckets");
        foreach (var bucket in part.Buckets)
        {
            json.WriteStartObject();
            json.WriteString("from", bucket.Period.From.ToString());
            json.WriteString("to", bucket.Period.Until.ToString());
            json.WriteBoolean("partial", bucket.Partial);
            WriteCounts(json, bucket.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter json, UsageCounts? counts)
    {
        if (counts is null)
            json.WriteBoolean("suppressed", value: true);
        else
            json.WriteMeasures(UsageCatalogue.Measures, counts);
    }
}
