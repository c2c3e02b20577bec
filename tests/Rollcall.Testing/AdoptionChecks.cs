using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Xunit;

namespace Rollcall.Testing;

/// <summary>Comparisons and invariants that every answer about adoption must pass.</summary>
public static class AdoptionChecks
{
    /// <summary>Every measure as the reference has it: counts exactly, rates within 1e-6, null only for null.</summary>
    public static void Equal(JsonElement expected, AdoptionMeasures actual, string where)
    {
        foreach (var measure in AdoptionCatalogue.Measures)
        {
            var wanted = expected.GetProperty(measure.Name);
            var got = measure.Read(actual);
            if (wanted.ValueKind == JsonValueKind.Null)
                Assert.True(got is null, $"{where}: {measure.Name} is {got}, wanted null");
            else
                Assert.True(got is not null && Math.Abs(got.Value - wanted.GetDouble()) <= (measure.IsCount ? 0 : 1e-6), $"{where}: {measure.Name} is {got}, wanted {wanted}");
        }
    }

    /// <summary>What METRICS.md says is always true.</summary>
    public static void Invariants(AdoptionMeasures m, Denominator denominator)
    {
        Assert.Equal(m.Shadow, m.ShadowNeverEligible + m.ShadowNotYet + m.ShadowEnded + m.ShadowGap);
        Assert.Equal(m.Eligible, m.ActiveEligible + m.Idle);
        Assert.Equal(m.Idle, m.NeverUsed + m.UsedBefore);
        Assert.InRange(m.UsedBefore, 0, m.Idle);
        if (denominator == Denominator.AnyOverlap)
            Assert.Equal(m.Active, m.ActiveEligible + m.Shadow);
        Assert.Equal(m.Eligible == 0, m.ActivationRate is null);
        Assert.InRange(m.ActivationRate ?? 0, 0, 1);
        Assert.Equal(m.EligibleDays == 0, m.Utilisation is null);
        Assert.InRange(m.Utilisation ?? 0, 0, 1);
        Assert.InRange(m.Stickiness ?? 0, 0, 1);
        Assert.True(m.Interactions >= m.Active);
        Assert.True(m.EligibleDays >= m.ActiveEligibleDays);
    }

    /// <summary>Number of people of a set, as adoption counts it.</summary>
    public static long CountOf(AdoptionMeasures m, PeopleSet set) => set switch
    {
        PeopleSet.Eligible => m.Eligible,
        PeopleSet.Active => m.Active,
        PeopleSet.ActiveEligible => m.ActiveEligible,
        PeopleSet.Idle => m.Idle,
        PeopleSet.NeverUsed => m.NeverUsed,
        PeopleSet.UsedBefore => m.UsedBefore,
        PeopleSet.Shadow => m.Shadow,
        PeopleSet.ShadowNeverEligible => m.ShadowNeverEligible,
        PeopleSet.ShadowNotYet => m.ShadowNotYet,
        PeopleSet.ShadowEnded => m.ShadowEnded,
        PeopleSet.ShadowGap => m.ShadowGap,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, null),
    };
}
