using System.Text.Json;
using Xunit;

namespace Rollcall.Testing;

/// <summary>What is always true of an explanation: nobody is lost, and its sets have the sizes that the answer has.</summary>
internal static class ExplanationInvariants
{
    // Where the sets of a metric stand in its answer, when they stand there several times.
    private static readonly Dictionary<string, (string Rows, string[] Sets)> Several = new(StringComparer.Ordinal)
    {
        ["series"] = ("buckets", ["eligible", "active", "active_eligible", "idle", "never_used", "used_before", "shadow", "shadow_gap"]),
        ["rolling"] = ("points", ["eligible", "active_eligible"]),
        ["lifecycle"] = ("buckets", ["new", "returning", "resurrected", "dormant"]),
    };

    /// <summary>Compares with the total of the answer.</summary>
    public static void Check(string metric, JsonElement total, JsonElement explain, string denominator)
    {
        var steps = explain.GetProperty("steps").EnumerateArray().ToDictionary(step => step.GetProperty("name").GetString()!, step => step.GetProperty("people").GetInt64());
        var leftOut = explain.GetProperty("left_out").EnumerateArray().ToDictionary(reason => reason.GetProperty("reason").GetString()!, reason => reason.GetProperty("people").GetInt64());
        Assert.Equal(steps["known"], steps["counted"] + leftOut.Values.Sum());
        Assert.Equal(steps["known"], steps["admitted"] + leftOut["excluded_by_project"] + leftOut["people_filter"]);
        Assert.True(steps["admitted"] >= steps["counted"] && steps["admitted"] >= steps["with_access"] && steps["admitted"] >= steps["with_use"]);
        foreach (var (name, people) in steps)
        {
            if (total.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number)
                Assert.True(number.GetInt64() == people, $"{metric}: the step {name} has {people}, the answer {number}");
        }

        if (metric == "adoption")
            Adoption(steps, denominator);
        else if (metric == "frequency")
            Frequency(steps, [.. total.GetProperty("people_by_active_days").EnumerateArray().Select(people => people.GetInt64())]);
        else if (metric == "retention")
            Retention(steps, total);
        else if (Several.TryGetValue(metric, out var where))
            Between(steps, [.. total.GetProperty(where.Rows).EnumerateArray()], where.Sets);
    }

    private static void Adoption(Dictionary<string, long> steps, string denominator)
    {
        Assert.Equal(steps["with_use"], steps["active"]);
        if (denominator == "any_overlap")
            Assert.Equal(steps["with_access"], steps["eligible"]);
        Assert.InRange(steps["counted"], Math.Max(steps["eligible"], steps["active"]), steps["eligible"] + steps["active"]);
    }

    private static void Frequency(Dictionary<string, long> steps, List<long> people)
    {
        Assert.Equal(people.Sum(), steps["eligible"]);
        Assert.Equal(people.Skip(1).Sum(), steps["active_eligible"]);
        Assert.Equal(steps["counted"], steps["eligible"]);
    }

    private static void Retention(Dictionary<string, long> steps, JsonElement total)
    {
        var cohorts = total.GetProperty("cohorts").EnumerateArray().ToList();
        Assert.Equal(cohorts.Sum(cohort => cohort.GetProperty("size").GetInt64()), steps["cohort"]);
        Assert.Equal(steps["counted"], steps["cohort"]);
        foreach (var cohort in cohorts)
            Between(steps, [.. cohort.GetProperty("cells").EnumerateArray()], ["active", "eligible"], isAll: cohorts.Count == 1);
    }

    // Somebody in one of several rows is in the set of all of them, once.
    private static void Between(Dictionary<string, long> steps, List<JsonElement> rows, string[] sets, bool isAll = true)
    {
        foreach (var set in sets)
        {
            var numbers = rows.Select(row => row.GetProperty(set)).Where(number => number.ValueKind == JsonValueKind.Number).Select(number => number.GetInt64()).ToList();
            Assert.InRange(steps[set], numbers.DefaultIfEmpty().Max(), isAll ? numbers.Sum() : long.MaxValue);
            if (set == "new")
                Assert.Equal(numbers.Sum(), steps[set]);
        }
    }
}
