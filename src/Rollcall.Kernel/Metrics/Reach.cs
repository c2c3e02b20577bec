using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>What brings somebody into an answer.</summary>
internal enum Need
{
    /// <summary>A day of access, with use or without.</summary>
    Access,

    /// <summary>A day of access, or one of use.</summary>
    AccessOrUse,

    /// <summary>A day of both.</summary>
    Both,
}

/// <summary>Where a metric looks for people, and whom it still does not count: what an explanation says of those left out.</summary>
/// <param name="Days">From the first to the last day looked at, those to come with them.</param>
/// <param name="Need">What brings somebody into the answer.</param>
/// <param name="Reason">Wire name of why somebody who has that is left out all the same.</param>
/// <param name="Definition">The same in words.</param>
internal sealed record Reach(Period Days, Need Need, string Reason, string Definition);
