namespace Rollcall.Kernel.Population;

/// <summary>Access as sent: from <see cref="From"/> until <see cref="To"/> (exclusive), or open when <see cref="To"/> is null.</summary>
public readonly record struct AccessInterval(AccessBound From, AccessBound? To);
