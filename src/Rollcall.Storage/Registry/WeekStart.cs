namespace Rollcall.Storage.Registry;

/// <summary>The weekday on which a project's weeks begin. On disk, never renumber (the numbers are those of <see cref="DayOfWeek"/>).</summary>
public enum WeekStart
{
    Sunday = 0,
    Monday = 1,
    Saturday = 6,
}
