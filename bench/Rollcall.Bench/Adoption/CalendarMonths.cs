namespace Rollcall.Bench.Adoption;

internal static class CalendarMonths
{
    /// <summary>The calendar months that meet a window, clipped to it.</summary>
    public static IEnumerable<(DateOnly From, DateOnly Until)> Of(DateOnly from, DateOnly until)
    {
        for (var at = from; at < until;)
        {
            var next = new DateOnly(at.Year, at.Month, 1).AddMonths(1);
            next = next < until ? next : until;
            yield return (at, next);
            at = next;
        }
    }
}
