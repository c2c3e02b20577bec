using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>Writes answers as JSON: what travels with every number, then the measures by their catalogue.</summary>
internal static class AnswerJson
{
    /// <summary>window, definition, complete_through, final and partial.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="asked">Of which project.</param>
    /// <param name="question">What.</param>
    /// <param name="until">First day at which the answer does not look: the end of the window, or of the last period that meets it.</param>
    public static void WriteContext(this Utf8JsonWriter json, Asked asked, MetricQuestion question, Day until)
    {
        var (window, calendar) = (question.Question.Window, asked.Project.Calendar);
        json.WriteStartObject("window");
        json.WriteString("from", window.From.ToString());
        json.WriteString("to", window.Until.ToString());
        json.WriteNumber("days", window.Clip(new(Day.Earliest, asked.Today + 1)).Days);
        json.WriteString("time_zone", calendar.Zone.Id);
        json.WriteEndObject();

        json.WriteStartObject("definition");
        json.WriteString("denominator", question.Question.Denominator.ToString());
        json.WriteString("as_of", question.Question.AsOf.ToString());
        json.WriteString("as_of_day", question.Question.AsOf.Resolve(window, asked.Today)?.ToString());
        WriteTerms(json, "people", question.Question.People);
        WriteTerms(json, "events", question.Events);
        json.WriteNumber("min_interactions", question.Question.MinInteractions);
        json.WriteString("week_start", calendar.WeekStart.ToString().ToLowerInvariant());
        json.WriteNumber("excluded", asked.Project.Counting.Excluded.Count);
        json.WriteString("hash", question.Hash(asked.Project, asked.Today));
        json.WriteEndObject();

        json.WriteString("complete_through", (asked.Today - 1).ToString());
        json.WriteBoolean("final", until + asked.Project.Counting.LatenessDays <= asked.Today);
        json.WriteBoolean("partial", until > asked.Today);
    }

    public static void Write(Utf8JsonWriter json, AdoptionAnswer answer, IReadOnlyList<string> groupBy)
    {
        json.WriteStartObject("total");
        json.WriteMeasures(answer.Total);
        json.WriteEndObject();
        if (groupBy.Count == 0)
            return;
        json.WriteBoolean("partition", answer.Partition);
        WriteGroups(json, answer.Groups, groupBy, static (json, measures) => json.WriteMeasures(measures));
    }

    public static void Write<T>(Utf8JsonWriter json, Answer<T> answer, IReadOnlyList<string> groupBy, Action<Utf8JsonWriter, T> write)
    {
        write(json, answer.Total);
        if (groupBy.Count == 0)
            return;
        WriteGroups(json, answer.Groups, groupBy, write);
    }

    public static void Write(Utf8JsonWriter json, SeriesAnswer answer, IReadOnlyList<string> groupBy)
    {
        WriteBuckets(json, answer.Buckets);
        if (groupBy.Count == 0)
            return;
        WriteGroups(json, answer.Groups, groupBy, WriteBuckets);
    }

    private static void WriteGroups<T>(Utf8JsonWriter json, IReadOnlyList<Group<T>> groups, IReadOnlyList<string> groupBy, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray("groups");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteValues(groupBy, group.Values);
            write(json, group.Answer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBuckets(Utf8JsonWriter json, IReadOnlyList<SeriesBucket> buckets)
    {
        json.WriteStartArray("buckets");
        foreach (var bucket in buckets)
        {
            json.WriteStartObject();
            json.WriteString("from", bucket.Period.From.ToString());
            json.WriteString("to", bucket.Period.Until.ToString());
            json.WriteBoolean("partial", bucket.Partial);
            json.WriteMeasures(bucket.Measures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValues(this Utf8JsonWriter json, IReadOnlyList<string> keys, IReadOnlyList<string?> values)
    {
        if (keys.Count == 1)
        {
            json.WriteString("value", values[0]);
            return;
        }

        json.WriteStartObject("values");
        foreach (var (key, value) in keys.Zip(values))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteMeasures(this Utf8JsonWriter json, AdoptionMeasures measures) => json.WriteMeasures(AdoptionCatalogue.Measures, measures);

    public static void WriteMeasures<T>(this Utf8JsonWriter json, IReadOnlyList<Measure<T>> measures, T answer)
    {
        foreach (var measure in measures)
        {
            if (measure.Read(answer) is not { } value)
                json.WriteNull(measure.Name);
            else if (measure.IsCount)
                json.WriteNumber(measure.Name, (long)value);
            else
                json.WriteNumber(measure.Name, value);
        }
    }

    private static void WriteTerms(Utf8JsonWriter json, string name, IReadOnlyList<TagTerm> terms)
    {
        json.WriteStartArray(name);
        foreach (var term in terms)
        {
            json.WriteStartObject();
            json.WriteString("key", term.Key);
            json.WriteStartArray(term.Exclude ? "not" : "is");
            foreach (var value in term.Values)
                json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
