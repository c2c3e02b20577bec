namespace Rollcall.Kernel.Metrics;

/// <summary>A set of people that adoption counts; the wire name is the snake case of it.</summary>
public enum PeopleSet
{
    Eligible,
    Active,
    ActiveEligible,
    Idle,
    NeverUsed,
    UsedBefore,
    Shadow,
    ShadowNeverEligible,
    ShadowNotYet,
    ShadowEnded,
    ShadowGap,
}
