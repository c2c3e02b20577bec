namespace Rollcall.Kernel.Privacy;

/// <summary>
/// How many people can flow from the row of a cell to its column, along cells: as many as a cell has from its row to its column, any number the other way, where
/// it has anybody. Paths over hidden cells are free; a visible cell costs its people, as it must be hidden then.
/// </summary>
/// <param name="table">The cells.</param>
/// <param name="cell">Whose row and column.</param>
/// <param name="mayUse">What is hidden so far, by cell; null: everything.</param>
internal sealed class CellFlow(CellTable table, int cell, bool[]? mayUse)
{
    private readonly Dictionary<int, long> _flow = [];

    /// <summary>The cells of the paths found.</summary>
    public HashSet<int> Used { get; } = [];

    /// <summary>Looks for paths, cheapest first, until so many people flow; false when fewer can.</summary>
    public bool Reaches(long people)
    {
        var missing = people;
        while (missing > 0)
        {
            if (Path() is not { } path)
                return false;
            // Back along a cell there is room for all.
            var room = path.Where(step => step.Forward).Select(step => Room(step.Cell)).Append(missing).Min();
            foreach (var (used, forward) in path)
            {
                Used.Add(used);
                _flow[used] = _flow.GetValueOrDefault(used) + (forward ? room : -room);
            }

            missing -= room;
        }

        return true;
    }

    private long Room(int of) => table.Eligible(of) - _flow.GetValueOrDefault(of);

    // Dijkstra. Lines are (line, whether it is a row); equal costs are taken in order of the lines, so that the same table hides the same cells.
    private List<(int Cell, bool Forward)>? Path()
    {
        var (from, to) = table.Place(cell);
        var reached = new Dictionary<(bool IsRow, int Line), (long Cost, int Cell)> { [(true, from)] = (0, -1) };
        var done = new HashSet<(bool, int)>();
        var next = new PriorityQueue<(bool IsRow, int Line), (long, bool, int)>();
        next.Enqueue((true, from), (0, true, from));
        while (next.TryDequeue(out var line, out _))
        {
            if (line == (false, to))
                return Steps(reached, from, to);
            if (!done.Add(line))
                continue;
            foreach (var step in line.IsRow ? table.OfRow(line.Line) : table.OfColumn(line.Line))
            {
                if (line.IsRow ? Room(step) <= 0 : table.Eligible(step) == 0)
                    continue;
                var beyond = (!line.IsRow, line.IsRow ? table.Place(step).Column : table.Place(step).Row);
                var cost = reached[line].Cost + (mayUse is null || mayUse[step] || Used.Contains(step) ? 0 : table.Eligible(step));
                if (reached.TryGetValue(beyond, out var known) && known.Cost <= cost)
                    continue;
                reached[beyond] = (cost, step);
                next.Enqueue(beyond, (cost, !line.IsRow, beyond.Item2));
            }
        }

        return null;
    }

    private List<(int Cell, bool Forward)> Steps(Dictionary<(bool IsRow, int Line), (long Cost, int Cell)> reached, int from, int to)
    {
        var steps = new List<(int, bool)>();
        for (var line = (IsRow: false, Line: to); line != (true, from);)
        {
            var step = reached[line].Cell;
            steps.Add((step, !line.IsRow));
            line = (!line.IsRow, line.IsRow ? table.Place(step).Column : table.Place(step).Row);
        }

        return steps;
    }
}
