namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Adoption of one window and group: counts of distinct people, of person-days and of interactions, and the rates made from them. Rates are in
/// [0, 1], unrounded, and null when their denominator is 0. The fields are defined by <see cref="AdoptionCatalogue"/>.
/// </summary>
public sealed record AdoptionMeasures
{
    public long Eligible { get; init; }

    public long Active { get; init; }

    public long ActiveEligible { get; init; }

    public double? ActivationRate => Rate(ActiveEligible, Eligible);

    public long Idle => Eligible - ActiveEligible;

    public long NeverUsed { get; init; }

    public long UsedBefore => Idle - NeverUsed;

    public long Shadow => ShadowNeverEligible + ShadowNotYet + ShadowEnded + ShadowGap;

    public long ShadowNeverEligible { get; init; }

    public long ShadowNotYet { get; init; }

    public long ShadowEnded { get; init; }

    public long ShadowGap { get; init; }

    /// <summary>Person-days with access.</summary>
    public long EligibleDays { get; init; }

    /// <summary>Person-days with access and use.</summary>
    public long ActiveEligibleDays { get; init; }

    public double? Utilisation => Rate(ActiveEligibleDays, EligibleDays);

    public long Interactions { get; init; }

    /// <summary>People with a day of both access and use, whatever the denominator: the base of stickiness.</summary>
    public long ActiveWithAccess { get; init; }

    /// <summary>Days of the window up to today.</summary>
    public int Days { get; init; }

    public double? Stickiness => Rate(ActiveEligibleDays, Days * ActiveWithAccess);

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
