namespace Rollcall.Kernel.Metrics;

/// <summary>The counts of one group while a window is walked; people are added once, days and interactions as they come.</summary>
internal struct Tally
{
    /// <summary>People with access or activity in the window: a group without any is not a row. Kept for groups only.</summary>
    public long Present;

    public long Eligible, Active, ActiveEligible, NeverUsed, ActiveWithAccess;
    public long NeverEligible, NotYet, Ended, Gap;
    public long EligibleDays, ActiveEligibleDays, Interactions;

    /// <summary>Adds people who stand alike.</summary>
    public void AddPeople(int people, bool eligible, bool active, bool withAccess, bool everUsed)
    {
        Present += people;
        Eligible += eligible ? people : 0;
        Active += active ? people : 0;
        ActiveWithAccess += withAccess ? people : 0;
        ActiveEligible += eligible && withAccess ? people : 0;
        NeverUsed += eligible && !withAccess && !everUsed ? people : 0;
    }

    public void AddShadow(PeopleSet cause)
    {
        switch (cause)
        {
            case PeopleSet.ShadowNeverEligible: NeverEligible++; break;
            case PeopleSet.ShadowNotYet: NotYet++; break;
            case PeopleSet.ShadowEnded: Ended++; break;
            default: Gap++; break;
        }
    }

    public void Add(DaySums days)
    {
        EligibleDays += days.Eligible;
        ActiveEligibleDays += days.Both;
        Interactions += days.Interactions;
    }

    public void Add(in Tally other)
    {
        Present += other.Present;
        Eligible += other.Eligible;
        Active += other.Active;
        ActiveEligible += other.ActiveEligible;
        NeverUsed += other.NeverUsed;
        ActiveWithAccess += other.ActiveWithAccess;
        NeverEligible += other.NeverEligible;
        NotYet += other.NotYet;
        Ended += other.Ended;
        Gap += other.Gap;
        EligibleDays += other.EligibleDays;
        ActiveEligibleDays += other.ActiveEligibleDays;
        Interactions += other.Interactions;
    }

    public readonly AdoptionMeasures ToMeasures(int days) => new()
    {
        Eligible = Eligible,
        Active = Active,
        ActiveEligible = ActiveEligible,
        NeverUsed = NeverUsed,
        ShadowNeverEligible = NeverEligible,
        ShadowNotYet = NotYet,
        ShadowEnded = Ended,
        ShadowGap = Gap,
        EligibleDays = EligibleDays,
        ActiveEligibleDays = ActiveEligibleDays,
        Interactions = Interactions,
        ActiveWithAccess = ActiveWithAccess,
        Days = days,
    };
}
