using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>One number of people in the answer of a metric: the set, and where in the answer it stands.</summary>
/// <param name="Set">Wire name, one of the metric's <see cref="MetricDefinition.Sets"/>.</param>
/// <param name="At">Day that names a period, cohort, bucket or point; null: all of them together.</param>
/// <param name="Number">Period k of a cohort, or day of waiting; null: all of them together.</param>
public sealed record PeopleCell(string Set, Day? At = null, int? Number = null);

/// <summary>Why there is no such number in the answer.</summary>
/// <param name="Part">What of the cell: <c>set</c>, <c>period</c>, <c>cohort</c>, <c>bucket</c> or <c>day</c>.</param>
public abstract record CellFault(string Part)
{
    /// <param name="Value">What was asked.</param>
    /// <param name="Accepted">What there is, in words.</param>
    public sealed record Unknown(string Part, string Value, string Accepted) : CellFault(Part);

    /// <summary>The answer has null there, or nothing yet, until <paramref name="Period"/> is over.</summary>
    public sealed record NotKnownYet(string Part, Period Period) : CellFault(Part);
}

/// <summary>What was looked for, or why there is none: then the value is the default.</summary>
public sealed record Found<T>(T? Value, CellFault? Fault)
{
    /// <summary>What follows from the value, or the same fault.</summary>
    public Found<TNext> Then<TNext>(Func<T, Found<TNext>> next) => Fault is { } fault ? fault : next(Value!);

    public static implicit operator Found<T>(T value) => new(value, null);

    public static implicit operator Found<T>(CellFault fault) => new(default, fault);
}
