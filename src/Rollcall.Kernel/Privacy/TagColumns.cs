namespace Rollcall.Kernel.Privacy;

/// <summary>
/// The tag keys of a crowd with their hidden values, so that the one-tag tables of any two keys together give no small group away: where teams lie inside of
/// departments, a department less its visible teams is its hidden team, and hiding a team of another department beside it would not help.
/// </summary>
internal static class TagColumns
{
    public static IReadOnlyDictionary<string, TagColumn> Of(IReadOnlyList<CrowdPart> parts, int smallest)
    {
        var columns = parts.SelectMany(part => part.Tags.Tags).Select(tag => tag.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(key => new TagColumn(key, parts, smallest)).ToList();
        // A key without any visible value is one line: it cuts nothing.
        var pairs = (from i in Enumerable.Range(0, columns.Count) from j in Enumerable.Range(i + 1, columns.Count - i - 1) select (First: columns[i], Second: columns[j])).ToList();
        var looked = pairs.ConvertAll(_ => (-1, -1));
        for (var again = true; again;)
        {
            again = false;
            for (var i = 0; i < pairs.Count; i++)
            {
                var (first, second) = pairs[i];
                while (looked[i] != (HiddenIn(first), HiddenIn(second)))
                {
                    looked[i] = (HiddenIn(first), HiddenIn(second));
                    again |= HideForOne(first, second, parts, smallest);
                }
            }
        }

        return columns.ToDictionary(column => column.Key, StringComparer.Ordinal);
    }

    // Hidden values only become more, so their number says whether anything has changed.
    private static int HiddenIn(TagColumn column) => column.Hidden.Count(hidden => hidden);

    private static bool HideForOne(TagColumn rows, TagColumn columns, IReadOnlyList<CrowdPart> parts, int smallest)
    {
        if (HiddenIn(rows) == rows.Values.Count || HiddenIn(columns) == columns.Values.Count)
            return false;
        var table = new CellTable(rows, columns, parts, smallest);
        if (table.Small.Where(cell => !table.IsSafeBehindLines(cell)).Select(cell => (int?)cell).FirstOrDefault() is not { } open)
            return false;

        // The cheapest line to hide: one of the cell's own two or, where one of these is the block already, a line that brings it enough people.
        var (row, column) = table.Place(open);
        var ways = new List<(TagColumn Key, int Value)>();
        Add(rows, row, columns, table.OfRow(row).Select(cell => (Value: table.Place(cell).Column, People: table.Eligible(cell))), column);
        Add(columns, column, rows, table.OfColumn(column).Select(cell => (Value: table.Place(cell).Row, People: table.Eligible(cell))), row);
        if (ways.Count == 0)
        {
            foreach (var key in (TagColumn[])[rows, columns])
            {
                if (key.Smallest(Enumerable.Range(0, key.Values.Count)) is { } value)
                    ways.Add((key, value));
            }
        }

        var (at, hide) = ways.MinBy(way => way.Key.Eligible[way.Value]);
        at.Hide(hide);
        return true;

        void Add(TagColumn key, int line, TagColumn other, IEnumerable<(int Value, long People)> beside, int otherLine)
        {
            if (line != key.Block)
                ways.Add((key, line));
            if (otherLine != other.Block)
                return;
            var enough = beside.Where(cell => cell.Value != other.Block && cell.People + table.Eligible(open) >= smallest).Select(cell => cell.Value);
            if (other.Smallest(enough) is { } value)
                ways.Add((other, value));
        }
    }
}
