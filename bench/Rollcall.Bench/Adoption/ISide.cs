namespace Rollcall.Bench.Adoption;

/// <summary>One who answers the questions of the benchmark. Windows are half-open; null where a side has no answer to a question.</summary>
internal interface ISide
{
    /// <summary>As the heading of a column.</summary>
    string Name { get; }

    /// <summary>Adoption of a window: one row, and with departments one more for each. Columns: <see cref="Columns.Adoption"/>.</summary>
    IReadOnlyList<Row>? Adoption(DateOnly from, DateOnly until, bool byDepartment);

    /// <summary>Adoption by calendar month, clipped to the window, with a row for each department that the month has where they are asked for. Columns: <see cref="Columns.Adoption"/>.</summary>
    IReadOnlyList<Row>? Months(DateOnly from, DateOnly until, bool byDepartment);

    /// <summary>Adoption of the 28 days that end with each day of the window; with departments, a row for each that the window has. Columns: <see cref="Columns.Rolling"/>.</summary>
    IReadOnlyList<Row>? Rolling(DateOnly from, DateOnly until, bool byDepartment);

    /// <summary>Weekly cohorts by first use with access, bounded: a row for each cohort, with its size and who used it with access in week 0, 1, 2 ...</summary>
    IReadOnlyList<Row>? Retention(DateOnly from, DateOnly until);
}

internal static class Columns
{
    public static readonly string[] Adoption =
    [
        "eligible", "active", "active_eligible", "never_used", "never_eligible", "not_yet", "ended", "gap", "eligible_days", "active_eligible_days", "interactions",
    ];

    public static readonly string[] Rolling = ["eligible", "active", "active_eligible", "interactions"];
}
