using DuckDB.NET.Data;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Usage;

/// <summary>
/// The tables that a session keeps for one question: the rows asked about, from the months and from the journal, each once and as narrow as the question allows. They go when the
/// session's connection does, and what does not fit into the engine's memory is spilled.
/// </summary>
internal sealed class FactTable(MonthSession session, UsageScope scope, Names names)
{
    private readonly SpanStretches _stretches = new(scope.Bounds);
    private readonly IReadOnlyList<(int Identifier, int Person)> _aliases = names.Aliases();

    // Most projects have no aliases, and need not look for any.
    private string Person => _aliases.Count == 0 ? "i.identifier" : "coalesce(a.person, i.identifier)";

    /// <summary>Adds the rows of a month's file that meet some conditions.</summary>
    public void Add(Month month, InteractionConditions conditions) => Insert(month, "{month}.interaction", conditions);

    /// <summary>Adds the rows of the journal for which no file answers.</summary>
    public void Add(Statement journal)
    {
        var columns = FactSql.Columns(scope.ReadsTraces());
        session.Do(connection =>
        {
            connection.Run($"CREATE TEMP TABLE journal ({string.Join(", ", columns.Select(column => $"{column.Name} {column.Type}"))})");
            using var appender = connection.CreateAppender("journal");
            while (journal.Read())
                Append(appender, journal, columns);
            return 0;
        });
        Insert(null, "journal", new(MonthDialect.Instance));
    }

    public void Create()
    {
        session.Do(connection =>
        {
            var keys = scope.Keys.Select((key, i) => $", g{i} {(FactSql.IsList(key) ? "VARCHAR[]" : "VARCHAR")}");
            connection.Run($"""
                CREATE TEMP TABLE fact (seq BIGINT, span INTEGER, person INTEGER, conversation VARCHAR, time_start BIGINT, time_end BIGINT,
                  input_tokens BIGINT, output_tokens BIGINT, cost BIGINT, is_error BOOLEAN, feedback INTEGER{string.Concat(keys)});
                CREATE TEMP TABLE span (stretch BIGINT, begins BIGINT, ends BIGINT, span INTEGER);
                CREATE TEMP TABLE alias (identifier INTEGER, person INTEGER);
                """);
            Fill(
                connection, "span", _stretches.Spans(),
                (row, value) => row.AppendValue((long?)value.Stretch).AppendValue((long?)value.Begins).AppendValue((long?)value.Ends).AppendValue((int?)value.Span));
            Fill(connection, "alias", _aliases, (row, value) => row.AppendValue((int?)value.Identifier).AppendValue((int?)value.Person));
            return 0;
        });
    }

    /// <summary>Fills a table of this connection.</summary>
    public static void Fill<T>(DuckDBConnection connection, string table, IEnumerable<T> rows, Action<IDuckDBAppenderRow, T> append)
    {
        using var appender = connection.CreateAppender(table);
        foreach (var row in rows)
        {
            var to = appender.CreateRow();
            append(to, row);
            to.EndRow();
        }
    }

    private void Insert(Month? month, string from, InteractionConditions conditions)
    {
        var error = InteractionConditions.Held(MonthDialect.Instance, "error", out var errorPath);
        List<object?> values = [errorPath];
        var keys = "";
        foreach (var key in scope.Keys)
        {
            var (sql, bound) = FactSql.Of(key, Person);
            keys += $", {sql}";
            values.AddRange(bound);
        }

        conditions.AndStarting(scope.Bounds[0], scope.Bounds[^1]).AndThrough(scope.ThroughSeq).And(scope.Terms);
        foreach (var condition in scope.Conditions)
            conditions.And(condition, IdentifiersOf);
        var statement = $"""
            INSERT INTO fact
            SELECT i.seq, {_stretches.Span}, {Person}, i.conversation, i.time_start, i.time_end,
              i.input_tokens, i.output_tokens, i.cost, {error} IS NOT NULL, {FactSql.Feedback}{keys}
            FROM {from} i {_stretches.Join} {(_aliases.Count == 0 ? "" : "LEFT JOIN alias a ON a.identifier = i.identifier")}
            WHERE {conditions.Sql}
            """;
        values.AddRange(conditions.Values);
        if (month is { } file)
            session.Read(file, statement, values, _ => { });
        else
            session.Read(statement, values, _ => { });
    }

    private IReadOnlyList<int> IdentifiersOf(IReadOnlyList<string> endUsers)
    {
        HashSet<int> people = [.. endUsers.Where(endUser => !string.IsNullOrWhiteSpace(endUser)).Select(endUser => names.FindPerson(EndUserId.Fold(EndUserId.Clean(endUser)))).OfType<int>()];
        return [.. people, .. _aliases.Where(alias => people.Contains(alias.Person)).Select(alias => alias.Identifier)];
    }

    private static void Append(DuckDBAppender appender, Statement journal, IReadOnlyList<(string Name, string Type)> columns)
    {
        var to = appender.CreateRow();
        for (var column = 0; column < columns.Count; column++)
        {
            if (columns[column].Type == "VARCHAR")
                MonthAppend.AppendText(to, journal, column);
            else if (columns[column].Type == "UUID")
                to.AppendValue((Guid?)Uuid.Of(journal.Identity(column)));
            else if (columns[column].Type == "INTEGER")
                to.AppendValue((int?)journal.Number(column));
            else
                to.AppendValue(journal.NumberOrNull(column));
        }

        to.EndRow();
    }
}
