using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>A piece of the paragraph that says what changed: plain, strong, or a link.</summary>
public sealed record ChangePiece(string Text, bool Strong = false, string? Href = null);

/// <summary>One paragraph in words: where the rate stands and went, which groups moved most, and who never began.</summary>
internal static class Changes
{
    private const int LongAccess = 90;

    // Smaller groups jump about by chance alone.
    private const long SmallestGroupNamed = 20;

    public static IReadOnlyList<ChangePiece> Of(OverviewModel overview)
    {
        var pieces = new List<ChangePiece>();
        if (overview.Total.ActivationRate is not { } rate)
            return [new("Nobody had access in these days.")];
        pieces.Add(new(Format.Rate(rate), Strong: true));
        pieces.Add(new(" of people with access used the assistant"));
        Overall(overview, pieces);
        pieces.Add(new("."));
        Groups(overview, pieces);
        NeverUsed(overview, pieces);
        return pieces;
    }

    private static void Overall(OverviewModel overview, List<ChangePiece> pieces)
    {
        if (overview.TotalOver?.ActivationRate is not { } now || overview.TotalCompared?.ActivationRate is not { } before)
            return;
        var than = overview.Query.Compare == Comparison.Year ? "the year before" : $"the {overview.Query.Range.Length(overview.Window)} before";
        var delta = Delta.OfRates(now, before, 1, "")!;
        if (delta.Direction == 0)
        {
            pieces.Add(new($", as in {than}"));
            return;
        }

        pieces.Add(new(delta.Direction > 0 ? ", up " : ", down "));
        pieces.Add(new(Format.PointsSize(now, before), Strong: true));
        pieces.Add(new($" on {than}"));
    }

    private static void Groups(OverviewModel overview, List<ChangePiece> pieces)
    {
        if (overview.GroupKey is not { } key)
            return;
        var moved = GroupTable.All(overview)
            .Where(r => r.Value is not "" && r.Change is not null && r.Over!.Eligible >= SmallestGroupNamed && r.Before!.Eligible >= SmallestGroupNamed)
            .Select(r => (Row: r, Delta: r.Delta("")!))
            .OrderByDescending(r => r.Row.Change)
            .ToArray();
        if (moved.Length < 2)
            return;
        var noun = Format.Label(key).ToLowerInvariant();
        var (rose, fell) = (moved.Where(m => m.Delta.Direction > 0).ToArray(), moved.Where(m => m.Delta.Direction < 0).ToArray());
        if (rose.Length > 0)
        {
            pieces.Add(new(" "));
            pieces.Add(Link(rose[0].Row));
            pieces.Add(new(rose.Length == 1 ? $" is the only {noun} that gained (" : " gained most ("));
            pieces.Add(new(rose[0].Delta.Text, Strong: true));
            pieces.Add(new(fell.Length > 0 ? "); " : ")."));
        }

        if (fell.Length > 0)
        {
            pieces.Add(new(rose.Length > 0 ? "" : " "));
            pieces.Add(Link(fell[^1].Row));
            pieces.Add(new(fell.Length == 1 ? $" is the only {noun} that fell (" : " lost most ("));
            pieces.Add(new(fell[^1].Delta.Text, Strong: true));
            pieces.Add(new(")."));
        }

        ChangePiece Link(GroupRow row) => new(row.Value, Href: overview.Project.Path + overview.Query.With(new TagFilter(key, row.Value)).ToQuery());
    }

    private static void NeverUsed(OverviewModel overview, List<ChangePiece> pieces)
    {
        var people = overview.Total.NeverUsed;
        if (people == 0)
            return;
        pieces.Add(new(" "));
        pieces.Add(new(Format.People(people), Href: $"{overview.Project.Path}{overview.Query.ToQuery()}#t-help"));
        pieces.Add(new(people == 1 ? " has never used it" : " have never used it"));
        if (!overview.HidesNames && overview.NeverUsed.Count(p => p.Days > LongAccess) is > 0 and var waiting && people > 1)
        {
            pieces.Add(new(", "));
            pieces.Add(new(Format.Full(waiting), Strong: true));
            pieces.Add(new($" of them with access for more than {LongAccess} days"));
        }

        pieces.Add(new("."));
    }
}
