using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

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
        var end = Timestamp.ToMicroseconds(calendar.StartOf(until));
        // Any day before the end can matter: who "used it before" is told by all of them.
        WriteMonths(json, "incomplete_months", asked.Store.IncompleteMonths.Select(month => month.Month).Where(month => month.Start < end));
        // Totals tell who was active when, and nothing else of an interaction.
        var start = question.CountsInteractions ? Timestamp.ToMicroseconds(calendar.StartOf(window.From)) : long.MinValue;
        if (question.CountsInteractions || question.Events.Count > 0)
            WriteMonths(json, "dropped_months", asked.Store.DroppedMonths.Where(month => month.Start < end && month.End > start));
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

    private static void WriteMonths(Utf8JsonWriter json, string name, IEnumerable<Month> months)
    {
        List<string> named = [.. months.Select(month => month.ToString())];
        if (named.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var month in named)
            json.WriteStringValue(month);
        json.WriteEndArray();
    }

    /// <summary>Buckets with their days, those about too few people without measures.</summary>
    public static void WriteBuckets<T>(this Utf8JsonWriter json, IReadOnlyList<Bucket<T>> buckets, IReadOnlyList<Measure<T>> measures)
        where T : class
    {
        json.WriteStartArray("buckets");
        foreach (var bucket in buckets)
        {
            json.WriteStartObject();
            json.WriteString("from", bucket.Period.From.ToString());
            json.WriteString("to", bucket.Period.Until.ToString());
            json.WriteBoolean("partial", bucket.Partial);
            json.WriteShown(bucket.Shown, (json, value) => json.WriteMeasures(measures, value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The fields of a value or, where it is hidden, <c>"suppressed": true</c> alone.</summary>
    public static void WriteShown<T>(this Utf8JsonWriter json, Shown<T> shown, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (shown.Value is { } value)
            write(json, value);
        else
            json.WriteBoolean("suppressed", true);
    }

    /// <summary>The groups, by the keys that were asked for; nothing without any.</summary>
    public static void WriteGroups<T>(this Utf8JsonWriter json, IReadOnlyList<Group<Shown<T>>> groups, IReadOnlyList<string> groupBy, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (groupBy.Count == 0)
            return;
        json.WriteStartArray("groups");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteValues(groupBy, group.Values);
            json.WriteShown(group.Answer, write);
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

    public static void WriteExplanation(this Utf8JsonWriter json, Shown<Explanation> explanation)
    {
        json.WriteStartObject(MetricEndpoints.Explain);
        json.WriteShown(explanation, WriteSets);
        json.WriteEndObject();
    }

    private static void WriteSets(Utf8JsonWriter json, Explanation explanation)
    {
        Write("steps", "name", explanation.Steps);
        Write("left_out", "reason", explanation.LeftOut);

        void Write(string list, string name, IReadOnlyList<ExplainedSet> sets)
        {
            json.WriteStartArray(list);
            foreach (var set in sets)
            {
                json.WriteStartObject();
                json.WriteString(name, set.Name);
                json.WriteNumber("people", set.People);
                json.WriteString("definition", set.Definition);
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
