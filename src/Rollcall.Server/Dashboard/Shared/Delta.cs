namespace Rollcall.Server.Dashboard.Shared;

/// <summary>A change against the period compared with: its text, its direction, and whether that is good. <c>Title</c> holds the value before.</summary>
public sealed record Delta(string Text, int Direction, int Tone, string Title)
{
    /// <param name="upIs">1 where more is better, -1 where less is.</param>
    public static Delta? OfRates(double? now, double? before, int upIs, string title) =>
        now is { } n && before is { } b ? Of(Format.Points(n, b), upIs, $"{title}: {Format.Rate(b)}") : null;

    public static Delta? OfCounts(long? now, long? before, int upIs, string title) =>
        now is { } n && before is { } b ? Of(n == b ? "no change" : Format.Change(n, b), upIs, $"{title}: {Format.Full(b)}") : null;

    // What rounds to nothing has no sign, and so no direction.
    private static Delta Of(string text, int upIs, string title)
    {
        var direction = text.StartsWith('+') || text.StartsWith('>') ? 1 : text.StartsWith('−') ? -1 : 0;
        return new(text, direction, direction * upIs, title);
    }
}
