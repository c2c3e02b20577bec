using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary>
/// Hides what is of fewer active people than the project's smallest group, and what would give that away: interactions add up over groups and over buckets, so a single
/// hidden one among siblings would be the whole less the others, and the smallest visible one goes with it. Every reader of usage gets its answers from here.
/// </summary>
internal static class UsagePrivacy
{
    public static UsageAnswer Hide(UsageAnswer answer, int smallest)
    {
        if (smallest <= 1)
            return answer;
        UsagePart[] parts = [answer.Total, .. answer.Groups.Select(group => group.Part)];
        // A row for the total and for each group, a column for the whole window and for each bucket.
        var people = parts.Select(part => (long[])[part.Whole?.People ?? 0, .. part.Buckets.Select(bucket => bucket.Counts?.People ?? 0)]).ToArray();
        var hidden = Hidden(people, smallest);
        UsagePart[] shown = [.. parts.Select((part, row) => new UsagePart(
            Shown(part.Whole, hidden[row][0]), [.. part.Buckets.Select((bucket, column) => bucket with { Counts = Shown(bucket.Counts, hidden[row][column + 1]) })]))];
        return new(shown[0], [.. answer.Groups.Select((group, i) => (group.Values, shown[i + 1]))]);
    }

    /// <summary>Which cells of a table are hidden, whose first row and first column are the sums of the others.</summary>
    public static bool[][] Hidden(long[][] people, int smallest)
    {
        bool[][] hidden = [.. people.Select(row => row.Select(n => n < smallest).ToArray())];
        for (var again = true; again;)
        {
            again = false;
            for (var row = 0; row < people.Length; row++)
                again |= HideOneMore([.. Enumerable.Range(1, people[row].Length - 1).Select(column => (row, column))], (row, 0));
            for (var column = 0; column < people[0].Length; column++)
                again |= HideOneMore([.. Enumerable.Range(1, people.Length - 1).Select(row => (row, column))], (0, column));
        }

        return hidden;

        // Of siblings with their sum: one hidden alone can be reckoned, be it the sum or a sibling; and so can several together, who must be enough people.
        bool HideOneMore((int Row, int Column)[] siblings, (int Row, int Column) whole)
        {
            var unseen = siblings.Where(cell => hidden[cell.Row][cell.Column]).ToList();
            var isWholeHidden = hidden[whole.Row][whole.Column];
            var isOpen = isWholeHidden ? siblings.Length > 0 && unseen.Count == 0 : unseen.Count == 1 || (unseen.Count > 1 && unseen.Sum(cell => people[cell.Row][cell.Column]) < smallest);
            if (!isOpen)
                return false;
            var (row, column) = siblings.Where(cell => !hidden[cell.Row][cell.Column]).OrderBy(cell => people[cell.Row][cell.Column])
                .Cast<(int, int)?>().FirstOrDefault() ?? whole;
            hidden[row][column] = true;
            return true;
        }
    }

    private static UsageCounts? Shown(UsageCounts? counts, bool hidden) => hidden ? null : counts;
}
