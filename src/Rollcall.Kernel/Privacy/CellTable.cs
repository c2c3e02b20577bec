namespace Rollcall.Kernel.Privacy;

/// <summary>
/// The people of a crowd by the lines of two tag keys. What is known of the hidden cells are the sums of their lines; seen as a graph of lines, where each hidden
/// cell joins its two, the sets of cells that follow from these sums by adding and subtracting are those cut off by a set of lines that every edge leaves from a
/// row. The smallest such set with a given cell is as large as the flow from its row to its column, where a cell carries as many people as it has from its row to its
/// column, and any number back. So a small cell is safe when as much flows as a group must have people.
/// </summary>
internal sealed class CellTable
{
    private readonly Dictionary<(int Row, int Column), int> _cells = [];
    private readonly List<(int Row, int Column)> _places = [];
    private readonly List<long> _eligible = [];
    private readonly List<int>[] _byLine;     // rows first, then columns
    private readonly bool[] _hidden;
    private readonly int _rows;
    private readonly int _smallest;

    public CellTable(TagColumn rows, TagColumn columns, IReadOnlyList<CrowdPart> parts, int smallest)
    {
        (_rows, _smallest) = (rows.Block + 1, smallest);
        _byLine = [.. Enumerable.Range(0, _rows + columns.Block + 1).Select(_ => new List<int>())];
        for (var i = 0; i < parts.Count; i++)
        {
            var place = (rows.LineOf(rows.ValueOf[i]), columns.LineOf(columns.ValueOf[i]));
            if (!_cells.TryGetValue(place, out var cell))
            {
                _cells.Add(place, cell = _places.Count);
                _places.Add(place);
                _eligible.Add(0);
                _byLine[place.Item1].Add(cell);
                _byLine[_rows + place.Item2].Add(cell);
            }

            _eligible[cell] += parts[i].Eligible;
        }

        // A cell in the line of hidden values is no answer to any question.
        _hidden = [.. _places.Select((place, cell) => _eligible[cell] < smallest || place.Row == rows.Block || place.Column == columns.Block)];
    }

    /// <summary>The cells with fewer people than a group must have, in order of their lines.</summary>
    public IEnumerable<int> Small => Enumerable.Range(0, _places.Count).Where(cell => _eligible[cell] < _smallest).OrderBy(cell => _places[cell]);

    public (int Row, int Column) Place(int cell) => _places[cell];

    public long Eligible(int cell) => _eligible[cell];

    /// <summary>The cells of a row.</summary>
    public IReadOnlyList<int> OfRow(int row) => _byLine[row];

    /// <summary>The cells of a column.</summary>
    public IReadOnlyList<int> OfColumn(int column) => _byLine[_rows + column];

    public bool IsHidden(int cell) => _hidden[cell];

    /// <summary>Whether a small cell is safe while the sums of all lines are known and no cell is.</summary>
    public bool IsSafeBehindLines(int cell) => IsJoined(cell) || new CellFlow(this, cell, mayUse: null).Reaches(_smallest);

    /// <summary>Hides more cells, of few people, until every small one is safe.</summary>
    public void Protect()
    {
        foreach (var cell in Small.ToList())
        {
            var flow = new CellFlow(this, cell, mayUse: _hidden);
            flow.Reaches(_smallest);
            foreach (var used in flow.Used)
                _hidden[used] = true;
        }
    }

    /// <summary>Whether the people in these rows and columns may be shown: none of the cells is hidden, or only all those of whole rows, or of whole columns.</summary>
    public bool Shows(IReadOnlyList<int> rows, IReadOnlyList<int> columns)
    {
        var (inRows, inColumns) = (rows.ToHashSet(), columns.ToHashSet());
        var people = rows.SelectMany(OfRow).Where(cell => inColumns.Contains(_places[cell].Column)).ToList();
        var hidden = people.Where(IsHidden).ToList();
        return people.Sum(cell => _eligible[cell]) >= _smallest
            && (hidden.Select(cell => _places[cell].Row).Distinct().SelectMany(OfRow).Where(IsHidden).All(cell => inColumns.Contains(_places[cell].Column))
                || hidden.Select(cell => _places[cell].Column).Distinct().SelectMany(OfColumn).Where(IsHidden).All(cell => inRows.Contains(_places[cell].Row)));
    }

    // Lines joined by cells that are large: what flows along such a path is enough. Most small cells are proved safe by it, in one pass for all.
    private bool IsJoined(int cell)
    {
        _joined ??= Join();
        return Root(_joined, _places[cell].Row) == Root(_joined, _rows + _places[cell].Column);
    }

    private int[]? _joined;

    private int[] Join()
    {
        var parent = Enumerable.Range(0, _byLine.Length).ToArray();
        for (var cell = 0; cell < _places.Count; cell++)
        {
            if (_eligible[cell] >= _smallest)
                parent[Root(parent, _places[cell].Row)] = Root(parent, _rows + _places[cell].Column);
        }

        return parent;
    }

    private static int Root(int[] parent, int line)
    {
        while (parent[line] != line)
            line = parent[line] = parent[parent[line]];
        return line;
    }
}
