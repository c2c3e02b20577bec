namespace Rollcall.Server.Metrics;

/// <summary>A line of a table: its cells from the left; those that a suppressed one lacks are empty.</summary>
internal readonly record struct Line(IReadOnlyList<string> Cells, bool IsSuppressed)
{
    public static Line Of(IEnumerable<string> cells) => new([.. cells], false);

    public static Line Suppressed(IReadOnlyList<string> cells) => new(cells, true);

    /// <summary>Cells that say what the line is about, then those of a value that may be hidden.</summary>
    public static Line Of<T>(IReadOnlyList<string> about, Shown<T> shown, Func<T, IEnumerable<string>> cells)
        where T : class
        => shown.Value is { } value ? Of([.. about, .. cells(value)]) : Suppressed(about);
}
