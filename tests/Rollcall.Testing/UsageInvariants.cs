using System.Text.Json;
using Xunit;

namespace Rollcall.Testing;

/// <summary>What is always true of an answer about interactions: they add up over buckets and groups, people and conversations do not.</summary>
internal static class UsageInvariants
{
    private static readonly string[] Added = ["interactions", "with_latency", "with_input_tokens", "input_tokens", "with_output_tokens", "output_tokens", "with_cost", "cost", "errors", "negative_feedback"];

    private static readonly string[] Distinct = ["active", "conversations"];

    public static void Check(JsonElement answer)
    {
        var total = answer.GetProperty("total");
        var groups = answer.TryGetProperty("groups", out var rows) ? rows.EnumerateArray().ToList() : null;
        List<JsonElement> all = [total, .. groups ?? []];
        foreach (var row in all)
            Row(row);
        if (answer.TryGetProperty("explain", out var explain))
            ExplanationInvariants.Check("usage", total, explain, "any_overlap");
        if (groups is not null)
            Adds(total, groups);
        if (!answer.TryGetProperty("buckets", out var buckets))
            return;
        foreach (var bucket in buckets.EnumerateArray().Concat((groups ?? []).SelectMany(group => group.GetProperty("buckets").EnumerateArray())))
            Row(bucket);
        // Tags decided for each bucket anew, or hidden numbers, need not add up.
        var definition = answer.GetProperty("definition");
        if (definition.GetProperty("as_of").GetString() != "window_end" || definition.GetProperty("people").GetArrayLength() == 0)
            Adds(total, [.. buckets.EnumerateArray()]);
        for (var i = 0; i < buckets.GetArrayLength() && groups is { Count: > 0 }; i++)
        {
            if (definition.GetProperty("people").GetArrayLength() == 0)
                Adds(buckets[i], [.. groups.Select(group => group.GetProperty("buckets")[i])]);
        }
    }

    private static void Adds(JsonElement whole, IReadOnlyList<JsonElement> parts)
    {
        if (parts.Append(whole).Any(IsHidden))
            return;
        foreach (var name in Added)
            Assert.Equal(whole.GetProperty(name).GetInt64(), parts.Sum(part => part.GetProperty(name).GetInt64()));
        foreach (var name in Distinct)
        {
            var numbers = parts.Select(part => part.GetProperty(name).GetInt64()).Append(0).ToList();
            Assert.InRange(whole.GetProperty(name).GetInt64(), numbers.Max(), numbers.Sum());
        }
    }

    private static void Row(JsonElement row)
    {
        if (IsHidden(row))
            return;
        var (interactions, active, conversations) = (Number("interactions"), Number("active"), Number("conversations"));
        Assert.True(interactions >= active && interactions >= conversations && (interactions == 0) == (active == 0) && (interactions == 0) == (conversations == 0));
        Ratio("interactions_per_person", interactions, active);
        Ratio("conversations_per_person", conversations, active);
        Ratio("conversation_length_mean", interactions, conversations);
        Ratio("error_share", Number("errors"), interactions);
        Ratio("negative_feedback_share", Number("negative_feedback"), interactions);
        var latencies = new[] { "latency_seconds_p50", "latency_seconds_p95", "latency_seconds_p99" }.Select(name => row.GetProperty(name)).ToList();
        Assert.All(latencies, latency => Assert.Equal(Number("with_latency") == 0, latency.ValueKind == JsonValueKind.Null));
        if (Number("with_latency") > 0)
            Assert.Equal(latencies.Select(latency => latency.GetDouble()).Order(), latencies.Select(latency => latency.GetDouble()));

        long Number(string name) => row.GetProperty(name).GetInt64();

        void Ratio(string name, double part, double whole)
        {
            if (whole == 0)
                Assert.Equal(JsonValueKind.Null, row.GetProperty(name).ValueKind);
            else
                Assert.Equal(part / whole, row.GetProperty(name).GetDouble(), 1e-9);
        }
    }

    private static bool IsHidden(JsonElement row) => row.TryGetProperty("suppressed", out _);
}
