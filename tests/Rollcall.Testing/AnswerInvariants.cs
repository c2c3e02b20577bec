using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Xunit;

namespace Rollcall.Testing;

/// <summary>What is always true of an answer, whatever the people and the question; for every answer of the kernel and of the wire that a test gets.</summary>
public static class AnswerInvariants
{
    private static readonly Dictionary<string, Action<JsonElement, Asked>> Metrics = new(StringComparer.Ordinal)
    {
        ["adoption"] = Adoption,
        ["series"] = Series,
        ["rolling"] = Rolling,
        ["frequency"] = Frequency,
        ["lifecycle"] = Lifecycle,
        ["retention"] = Retention,
        ["transitions"] = (row, _) => Counts(row),
        ["segments"] = (row, _) => Counts(row),
        ["time_to_first_use"] = TimeToFirstUse,
    };

    /// <summary>Checks an answer of the kernel and gives it with the fields that it has on the wire.</summary>
    public static JsonElement Check<T>(Question question, Answer<T> answer, Explanation? explanation = null)
    {
        var (metric, json) = KernelAnswers.OnTheWire(question, answer, explanation);
        Check(metric, json, new Asked(question.Denominator.ToString(), question.AsOf.ToString()));
        return json;
    }

    /// <summary>Checks an answer of the wire.</summary>
    public static void Check(string metric, JsonElement answer)
        => Check(metric, answer, new Asked(Text(answer.GetProperty("definition"), "denominator"), Text(answer.GetProperty("definition"), "as_of")));

    private static void Check(string metric, JsonElement answer, Asked asked)
    {
        if (metric == "usage")
        {
            UsageInvariants.Check(answer);
            return;
        }

        var total = answer.TryGetProperty("total", out var inside) ? inside : answer;
        var isWhole = IsWhole(metric, total, asked);
        if (answer.TryGetProperty("explain", out var explain))
        {
            if (isWhole)
                ExplanationInvariants.Check(metric, total, explain, asked.Denominator);
            else
                Assert.Equal("""{"suppressed":true}""", explain.GetRawText());
        }

        if (!answer.TryGetProperty("groups", out var groups))
            return;
        foreach (var group in groups.EnumerateArray())
            isWhole &= IsWhole(metric, group, asked);
        if (answer.TryGetProperty("partition", out var partition))
            Assert.Equal(asked.AsOf != "event", partition.GetBoolean());
        // A bucket decides tags for itself, so that not everybody of it need stand in a group of the window; a period taken whole and the weeks
        // before a day to come may have people of whom the window has nobody.
        if (isWhole && asked.AsOf != "event")
            Adds(total, [.. groups.EnumerateArray()], metric, exactly: metric is "adoption" or "frequency" or "transitions" or "time_to_first_use");
    }

    // What is suppressed, in total or in part, shows nothing but what it is about; what is shown holds what always does.
    private static bool IsWhole(string metric, JsonElement row, Asked asked)
    {
        if (IsSuppressed(row))
        {
            NothingIsShown(row);
            return false;
        }

        var parts = row.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Array && field.Name != "groups").SelectMany(field => field.Value.EnumerateArray()).Where(IsSuppressed).ToList();
        if (parts.Count == 0)
            Metrics[metric](row, asked);
        foreach (var part in parts)
            NothingIsShown(part);
        return parts.Count == 0;
    }

    private static bool IsSuppressed(JsonElement row) => row.ValueKind == JsonValueKind.Object && row.TryGetProperty("suppressed", out var suppressed) && suppressed.GetBoolean();

    private static void NothingIsShown(JsonElement row)
        => Assert.Empty(row.EnumerateObject().Select(field => field.Name).Except(
            ["suppressed", "value", "values", "from", "to", "date", "partial", "window", "definition", "complete_through", "final", "groups", "explain"]));

    // Groups are a partition: what is counted of people, days and interactions adds up to the total, or to less of it.
    private static void Adds(JsonElement total, List<JsonElement> groups, string where, bool exactly)
    {
        foreach (var field in total.EnumerateObject().Where(field => groups.Count > 0 && groups[0].TryGetProperty(field.Name, out _)))
        {
            if (field.Value.ValueKind == JsonValueKind.Array)
            {
                for (var i = 0; i < field.Value.GetArrayLength() && field.Name is not ("curve" or "weighted_mean"); i++)
                    AddsAt(field.Name, i);
            }
            else if (field.Value.ValueKind == JsonValueKind.Number && IsAdded(field.Name))
                Sum(field.Value, groups.Select(group => group.GetProperty(field.Name)), field.Name);
        }

        void AddsAt(string name, int i)
        {
            var rows = groups.Select(group => group.GetProperty(name)[i]).ToList();
            if (total.GetProperty(name)[i] is { ValueKind: JsonValueKind.Number } number)
                Sum(number, rows, $"{name}[{i}]");
            else
                Adds(total.GetProperty(name)[i], rows, $"{where}.{name}[{i}]", exactly);
        }

        void Sum(JsonElement all, IEnumerable<JsonElement> parts, string name)
        {
            var sum = parts.Sum(part => part.GetInt64());
            Assert.True(exactly ? sum == all.GetInt64() : sum <= all.GetInt64(), $"{where}: {name} is {all}, and {sum} over the groups");
        }
    }

    private static bool IsAdded(string field)
        => !field.EndsWith("rate", StringComparison.Ordinal) && field is not ("utilisation" or "stickiness" or "rate_of_eligible" or "median_days" or "within_days" or "period");

    private static void Adoption(JsonElement row, Asked asked)
    {
        Counts(row);
        var (eligible, both, active) = (Number(row, "eligible"), Number(row, "active_eligible"), Number(row, "active"));
        Assert.Equal(Number(row, "shadow"), Number(row, "shadow_never_eligible") + Number(row, "shadow_not_yet") + Number(row, "shadow_ended") + Number(row, "shadow_gap"));
        Assert.Equal(eligible, both + Number(row, "idle"));
        Assert.Equal(Number(row, "idle"), Number(row, "never_used") + Number(row, "used_before"));
        if (asked.Denominator == "any_overlap")
            Assert.Equal(active, both + Number(row, "shadow"));
        Assert.True(both + Number(row, "shadow") <= active);
        Rate(row, "activation_rate", both, eligible);
        Rate(row, "utilisation", Number(row, "active_eligible_days"), Number(row, "eligible_days"));
        Assert.InRange(Optional(row, "stickiness") ?? 0, 0, 1);
        Assert.True(Number(row, "interactions") >= active);
        Assert.True(Number(row, "eligible_days") >= eligible && Number(row, "active_eligible_days") >= both);
    }

    private static void Series(JsonElement total, Asked asked)
    {
        var buckets = Rows(total, "buckets");
        foreach (var bucket in buckets)
            Adoption(bucket, asked);
        foreach (var (one, next) in buckets.Zip(buckets.Skip(1)))
            Assert.Equal(Text(one, "to"), Text(next, "from"));
    }

    private static void Rolling(JsonElement total, Asked asked)
    {
        var points = Rows(total, "points");
        foreach (var point in points)
            Rate(point, "activation_rate", Number(point, "active_eligible"), Number(point, "eligible"));
        foreach (var (one, next) in points.Zip(points.Skip(1)))
            Assert.Equal(DateOnly.Parse(Text(one, "date"), null).AddDays(1), DateOnly.Parse(Text(next, "date"), null));
    }

    private static void Frequency(JsonElement total, Asked asked) => Assert.All(Rows(total, "people_by_active_days"), people => Assert.True(people.GetInt64() >= 0));

    private static void Lifecycle(JsonElement total, Asked asked)
    {
        var buckets = Rows(total, "buckets");
        foreach (var bucket in buckets)
        {
            Counts(bucket);
            Assert.Equal(bucket.GetProperty("partial").GetBoolean(), Optional(bucket, "dormant") is null);
        }

        foreach (var (before, bucket) in buckets.Zip(buckets.Skip(1)))
        {
            Assert.Equal(Text(before, "to"), Text(bucket, "from"));
            var used = Number(before, "new") + Number(before, "returning") + Number(before, "resurrected");
            if (Optional(bucket, "dormant") is { } dormant)
                Assert.Equal(used, Number(bucket, "returning") + dormant);
            Assert.True(Number(bucket, "returning") <= used);
        }
    }

    private static void Retention(JsonElement total, Asked asked)
    {
        var (cohorts, means) = (Rows(total, "cohorts"), Rows(total, "weighted_mean"));
        Assert.Equal(cohorts.Count, means.Count);
        foreach (var (cohort, i) in cohorts.Select((cohort, i) => (cohort, i)))
        {
            var (size, cells) = (Number(cohort, "size"), Rows(cohort, "cells"));
            Assert.Equal(Enumerable.Range(0, cohorts.Count - i), cells.Select(cell => cell.GetProperty("period").GetInt32()));
            foreach (var cell in cells)
            {
                Assert.Equal(Optional(cell, "active") is null, Optional(cell, "eligible") is null);
                if (Optional(cell, "active") is not { } active)
                    continue;
                Assert.InRange(Number(cell, "eligible"), active, size);
                Rate(cell, "rate", active, size);
                Rate(cell, "rate_of_eligible", active, Number(cell, "eligible"));
            }
        }

        for (var k = 0; k < means.Count; k++)
        {
            var closed = cohorts.Take(cohorts.Count - k).Where(cohort => Optional(cohort.GetProperty("cells")[k], "active") is not null).ToList();
            var size = closed.Sum(cohort => Number(cohort, "size"));
            var active = closed.Sum(cohort => Number(cohort.GetProperty("cells")[k], "active"));
            Quotient(means[k].ValueKind == JsonValueKind.Null ? null : means[k].GetDouble(), active, size, $"weighted_mean[{k}]");
        }
    }

    private static void TimeToFirstUse(JsonElement total, Asked asked)
    {
        Counts(total);
        Assert.Equal(Number(total, "granted"), Number(total, "used") + Number(total, "access_ended") + Number(total, "still_waiting"));
        Assert.True(Number(total, "used_within") <= Math.Min(Number(total, "used"), Number(total, "observed")) && Number(total, "observed") <= Number(total, "granted"));
        Rate(total, "used_within_rate", Number(total, "used_within"), Number(total, "observed"));
        var curve = Rows(total, "curve");
        Assert.Equal(Number(total, "used") > 0, curve.Count > 0);
        var (day, share) = (-1.0, 0.0);
        foreach (var row in curve)
        {
            Assert.True(Number(row, "day") > day && Number(row, "share") > share && Number(row, "share") <= 1);
            (day, share) = (Number(row, "day"), Number(row, "share"));
        }

        var half = curve.Where(row => Number(row, "share") >= 0.5).Select(row => (double?)Number(row, "day")).FirstOrDefault();
        Assert.Equal(half, Optional(total, "median_days"));
    }

    // Whole numbers, none below 0.
    private static void Counts(JsonElement row)
    {
        foreach (var field in row.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number && IsAdded(field.Name)))
            Assert.True(field.Value.TryGetInt64(out var count) && count >= 0, $"{field.Name} is {field.Value}");
    }

    private static void Rate(JsonElement row, string name, double part, double whole) => Quotient(Optional(row, name), part, whole, name);

    // Null exactly when there is nobody to divide by.
    private static void Quotient(double? rate, double part, double whole, string name)
    {
        Assert.True((whole == 0) == rate is null, $"{name} is {rate} of {whole}");
        if (rate is null)
            return;
        Assert.InRange(rate.Value, 0, 1);
        Assert.Equal(part / whole, rate.Value, 1e-12);
    }

    private static List<JsonElement> Rows(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray()];

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private static double? Optional(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private sealed record Asked(string Denominator, string AsOf);
}
