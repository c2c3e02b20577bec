namespace Rollcall.Kernel.Metrics;

/// <summary>The counts of one group while a window is walked; people are added once, days and interactions as they come.</summary>
internal struct Tally
{
    /// <summary>People with access or activity in the window: a group without any is not a row.</summary>
    public long Present;

    public long Eligible, Active, ActiveEligible, NeverUsed, ActiveWithAccess;
    public long NeverEligible, NotYet, Ended, Gap;
    public long EligibleDays, ActiveEligibleDays, Interactions;

    public void AddPerson(bool eligible, bool active, bool withAccess, bool everUsed)
    {
        Present++;
        Eligible += eligible ? 1 : 0;
        Active += active ? 1 : 0;
        ActiveWithAccess += withAccess ? 1 : 0;
        ActiveEligible += eligible && withAccess ? 1 : 0;
        NeverUsed += eligible && !withAccess && !everUsed ? 1 : 0;
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
