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
            var keys = scope.Keys.Select((key, i) => $", g{i} {(FactSql.Of(key).IsList ? "VARCHAR[]" : "VARCHAR")}");
            connection.Run($"""
                CREATE TEMP TABLE fact (seq BIGINT, span INTEGER, person INTEGER, conversation VARCHAR, time_start BIGINT, time_end BIGINT,
                  input_tokens BIGINT, output_tokens BIGINT, cost BIGINT, is_error BOOLEAN, feedback INTEGER{string.Concat(keys)});
                CREATE TEMP TABLE span (begins BIGINT, span INTEGER);
                CREATE TEMP TABLE alias (identifier INTEGER, person INTEGER);
                """);
            Fill(connection, "span", scope.Bounds.SkipLast(1).Select((begins, i) => (begins, (long)i)), (row, value) => row.AppendValue((long?)value.Item1).AppendValue((int?)value.Item2));
            Fill(connection, "alias", names.Aliases(), (row, value) => row.AppendValue((int?)value.Identifier).AppendValue((int?)value.Person));
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
            var (sql, bound, _) = FactSql.Of(key);
            keys += $", {sql}";
            values.AddRange(bound);
        }

        conditions.And("i.time_start >= ? AND i.time_start < ?", scope.Bounds[0], scope.Bounds[^1]).AndThrough(scope.ThroughSeq).And(scope.Terms);
        foreach (var condition in scope.Conditions)
            conditions.And(condition, IdentifiersOf);
        var statement = $"""
            INSERT INTO fact
            SELECT i.seq, s.span, {FactSql.Person}, i.conversation, i.time_start, i.time_end,
              i.input_tokens, i.output_tokens, i.cost, {error} IS NOT NULL, {FactSql.Feedback}{keys}
            FROM {from} i ASOF JOIN span s ON i.time_start >= s.begins LEFT JOIN alias a ON a.identifier = i.identifier
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
        return [.. people, .. names.Aliases().Where(alias => people.Contains(alias.Person)).Select(alias => alias.Identifier)];
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
