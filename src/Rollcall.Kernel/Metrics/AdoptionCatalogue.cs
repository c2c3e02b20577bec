namespace Rollcall.Kernel.Metrics;

/// <summary>The measures of adoption in the order in which every reader shows them (JSON, CSV, dashboard).</summary>
public static class AdoptionCatalogue
{
    public static MetricDefinition Adoption => new("adoption", "Who has access in a window, and who of them uses it.", Measures);

    public static MetricDefinition Series => new("series", "Adoption by calendar bucket, each clipped to the window; partial where clipped or not over.", Measures) { InAny = " In any of the buckets." };

    /// <summary>The set of a wire name, which is the snake case of it.</summary>
    public static bool TryParse(string name, out PeopleSet set)
    {
        set = default;
        return Adoption.IndexOf(name) >= 0 && Enum.TryParse(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out set);
    }

    public static IReadOnlyList<Measure<AdoptionMeasures>> Measures { get; } =
    [
        new("eligible", "people", "People with access in the window, as the denominator says.", m => m.Eligible),
        new("active", "people", "People with a day of use in the window, with access or without.", m => m.Active),
        new("active_eligible", "people", "Eligible people with a day of both access and use.", m => m.ActiveEligible),
        new("activation_rate", "rate", "active_eligible / eligible.", m => m.ActivationRate),
        new("idle", "people", "eligible - active_eligible.", m => m.Idle),
        new("never_used", "people", "Idle people without any use before the end of the window.", m => m.NeverUsed),
        new("used_before", "people", "Idle people who used it before.", m => m.UsedBefore),
        new("shadow", "people", "Active people with no day of both access and use.", m => m.Shadow),
        new("shadow_never_eligible", "people", "Shadow: no access at all.", m => m.ShadowNeverEligible),
        new("shadow_not_yet", "people", "Shadow: every access begins after their last active day.", m => m.ShadowNotYet),
        new("shadow_ended", "people", "Shadow: every access ended on or before their first active day.", m => m.ShadowEnded),
        new("shadow_gap", "people", "Shadow: use between two accesses, or around them.", m => m.ShadowGap),
        new("eligible_days", "person-days", "Sum over days of the people with access.", m => m.EligibleDays),
        new("active_eligible_days", "person-days", "Sum over days of the people with access and use.", m => m.ActiveEligibleDays),
        new("utilisation", "rate", "active_eligible_days / eligible_days.", m => m.Utilisation),
        new("interactions", "interactions", "Qualifying interactions of the active people, also on days without access.", m => m.Interactions),
        new("stickiness", "rate", "active_eligible_days / (days x people with a day of both access and use).", m => m.Stickiness),
    ];
}
