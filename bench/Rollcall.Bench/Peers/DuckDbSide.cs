using DuckDB.NET.Data;
using Rollcall.Bench.Adoption;

namespace Rollcall.Bench.Peers;

/// <summary>
/// The same questions in SQL, in one statement for each window, on tables as an analyst would lay them out, in the best order (by day) and with the first day of
/// use and the outer bounds of access of each person kept in tables of their own.
/// </summary>
internal sealed class DuckDbSide : ISide, IDisposable
{
    private const string Schema = """
        CREATE TABLE person_day (person INTEGER NOT NULL, day DATE NOT NULL, interactions INTEGER NOT NULL);
        CREATE TABLE access (person INTEGER NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL);
        CREATE TABLE tags (person INTEGER NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL,
            department VARCHAR, region VARCHAR, country VARCHAR, level VARCHAR, contract VARCHAR);
        """;

    private const string Kept = """
        CREATE TABLE first_use AS SELECT person, min(day) AS day FROM person_day GROUP BY person;
        CREATE TABLE reach AS SELECT person, min(from_day) AS first_from, max(to_day) AS last_to FROM access GROUP BY person;
        """;

    private const string Sql = """
        WITH active AS (
            SELECT person, sum(interactions) AS interactions, min(day) AS first_day, max(day) AS last_day
            FROM person_day WHERE day >= $from AND day < $until GROUP BY person),
        eligible AS (
            SELECT person, sum(least(to_day, $until) - greatest(from_day, $from)) AS days
            FROM access WHERE from_day < $until AND to_day > $from GROUP BY person),
        both_days AS (
            SELECT person, count(*) AS days
            FROM person_day JOIN access USING (person)
            WHERE day >= $from AND day < $until AND day >= from_day AND day < to_day GROUP BY person),
        counted AS (
            SELECT person, eligible.days AS eligible_days, both_days.days AS both_days, active.interactions,
                active.person IS NOT NULL AS is_active, eligible.person IS NOT NULL AS is_eligible, both_days.person IS NOT NULL AS is_both, first_day, last_day
            FROM eligible FULL JOIN active USING (person) LEFT JOIN both_days USING (person))
        SELECT {group} AS key,
            count(*) FILTER (is_eligible) AS eligible,
            count(*) FILTER (is_active) AS active,
            count(*) FILTER (is_both) AS active_eligible,
            count(*) FILTER (is_eligible AND NOT is_both AND (first_use.day IS NULL OR first_use.day >= $until)) AS never_used,
            count(*) FILTER (is_active AND NOT is_both AND first_from IS NULL) AS never_eligible,
            count(*) FILTER (is_active AND NOT is_both AND first_from > last_day) AS not_yet,
            count(*) FILTER (is_active AND NOT is_both AND last_to <= first_day) AS ended,
            count(*) FILTER (is_active AND NOT is_both AND first_from <= last_day AND last_to > first_day) AS gap,
            coalesce(sum(eligible_days), 0)::BIGINT AS eligible_days,
            coalesce(sum(both_days), 0)::BIGINT AS active_eligible_days,
            coalesce(sum(counted.interactions), 0)::BIGINT AS interactions
        FROM counted LEFT JOIN first_use USING (person) LEFT JOIN reach USING (person)
        {tags}
        {grouping}
        """;

    // A set changes at the start of a run of days that lie closer than the window is long, and behind its end: summed up, these give each day's number.
    private const string RollingSql = """
        WITH used AS (
            SELECT person, day, coalesce(lead(day) OVER (PARTITION BY person ORDER BY day), DATE '9999-01-01') AS next
            FROM person_day JOIN access USING (person) WHERE day >= from_day AND day < to_day AND day > $from - 28 AND day < $until),
        active AS (
            SELECT person, day, coalesce(lead(day) OVER (PARTITION BY person ORDER BY day), DATE '9999-01-01') AS next
            FROM person_day WHERE day > $from - 28 AND day < $until),
        able AS (
            SELECT from_day, to_day, coalesce(lead(from_day) OVER (PARTITION BY person ORDER BY from_day), DATE '9999-01-01') AS next FROM access),
        steps AS (
            SELECT day, 0 AS e, count(*) AS a, 0 AS b FROM active GROUP BY day
            UNION ALL SELECT least(day + 28, next) AS step, 0, -count(*), 0 FROM active GROUP BY step
            UNION ALL SELECT day, 0, 0, count(*) FROM used GROUP BY day
            UNION ALL SELECT least(day + 28, next) AS step, 0, 0, -count(*) FROM used GROUP BY step
            UNION ALL SELECT from_day, count(*), 0, 0 FROM able GROUP BY from_day
            UNION ALL SELECT least(least(to_day, DATE '9998-01-01') + 27, next) AS step, -count(*), 0, 0 FROM able GROUP BY step),
        daily AS (SELECT day, sum(interactions) AS n FROM person_day WHERE day > $from - 28 AND day < $until GROUP BY day)
        SELECT strftime(d.day, '%Y-%m-%d'),
            coalesce((SELECT sum(e) FROM steps WHERE steps.day <= d.day), 0)::BIGINT, coalesce((SELECT sum(a) FROM steps WHERE steps.day <= d.day), 0)::BIGINT,
            coalesce((SELECT sum(b) FROM steps WHERE steps.day <= d.day), 0)::BIGINT, coalesce((SELECT sum(n) FROM daily WHERE daily.day <= d.day AND daily.day > d.day - 28), 0)::BIGINT
        FROM (SELECT unnest(range(0, $until - $from))::INTEGER + $from AS day) AS d ORDER BY d.day
        """;

    private const string RetentionSql = """
        WITH weeks AS (
            SELECT DISTINCT person, date_trunc('week', day)::DATE AS week
            FROM person_day JOIN access USING (person) WHERE day >= from_day AND day < to_day),
        cohorts AS (SELECT person, min(week) AS cohort FROM weeks GROUP BY person)
        SELECT cohort, ((week - cohort) // 7)::BIGINT AS k, count(*) FROM weeks JOIN cohorts USING (person)
        WHERE cohort >= $from AND week < $until GROUP BY cohort, k
        """;

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDbSide(Company company, int threads)
    {
        _connection.Open();
        Execute($"SET threads = {threads}");
        Execute(Schema);
        var far = new DateOnly(9999, 12, 31);
        using (DuckDBAppender access = _connection.CreateAppender("access"), tags = _connection.CreateAppender("tags"))
        {
            foreach (var person in company.Demo.People)
            {
                foreach (var (from, to) in person.Access)
                    access.CreateRow().AppendValue(person.Number).AppendValue(from).AppendValue(to ?? far).EndRow();
                for (var i = 0; i < person.Tags.Count; i++)
                {
                    var (from, values) = person.Tags[i];
                    tags.CreateRow().AppendValue(person.Number).AppendValue(from ?? DateOnly.MinValue)
                        .AppendValue(i + 1 < person.Tags.Count ? person.Tags[i + 1].From : far)
                        .AppendValue(values["department"]).AppendValue(values["region"]).AppendValue(values["country"])
                        .AppendValue(values.GetValueOrDefault("level")).AppendValue(values["contract"]).EndRow();
                }
            }
        }

        using (var days = _connection.CreateAppender("person_day"))
        {
            foreach (var (day, uses) in company.ByDay)
            {
                foreach (var (person, count) in uses)
                    days.CreateRow().AppendValue(person).AppendValue(day).AppendValue(count).EndRow();
            }
        }

        Execute(Kept);
    }

    public long Bytes => (long)Scalar("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()");

    public string Version => (string)Scalar("SELECT version()");

    public void Dispose() => _connection.Dispose();

    public string Name => "DuckDB";

    public IReadOnlyList<Row> Adoption(DateOnly from, DateOnly until, bool byDepartment) => byDepartment
        ? Ask(
            from, until,
            $"CASE WHEN grouping(department) = 1 THEN '' ELSE coalesce(department, '{Row.None}') END",
            "LEFT JOIN tags ON tags.person = counted.person AND tags.from_day <= $last AND tags.to_day > $last",
            "GROUP BY GROUPING SETS ((department), ())")
        : Ask(from, until, "''", "", "");

    /// <summary>A statement for each month: on this data faster than one for all of them.</summary>
    public IReadOnlyList<Row> Months(DateOnly from, DateOnly until, bool byDepartment)
        => [.. CalendarMonths.Of(from, until).SelectMany(month => Adoption(month.From, month.Until, byDepartment).Select(row => row with { Key = Row.KeyOf(month.From, row.Key) }))];

    public IReadOnlyList<Row>? Rolling(DateOnly from, DateOnly until, bool byDepartment)
    {
        if (byDepartment)
            return null;
        using var command = Command(RollingSql, from, until);
        using var rows = command.ExecuteReader();
        return Read(rows, 4);
    }

    public IReadOnlyList<Row> Retention(DateOnly from, DateOnly until)
    {
        using var command = Command(RetentionSql, from, until);
        using var rows = command.ExecuteReader();
        var cells = new List<(DateOnly, int, long)>();
        while (rows.Read())
            cells.Add((rows.GetFieldValue<DateOnly>(0), (int)rows.GetInt64(1), rows.GetInt64(2)));
        return Cohorts.Rows(cells, from, until);
    }

    private List<Row> Ask(DateOnly from, DateOnly until, string group, string tags, string grouping)
    {
        using var command = Command(
            Sql.Replace("{grouping}", grouping, StringComparison.Ordinal).Replace("{group}", group, StringComparison.Ordinal).Replace("{tags}", tags, StringComparison.Ordinal),
            from, until);
        if (tags.Length > 0)
            command.Parameters.Add(new DuckDBParameter("last", until.AddDays(-1)));
        using var rows = command.ExecuteReader();
        return Read(rows, Columns.Adoption.Length);
    }

    private static List<Row> Read(DuckDBDataReader rows, int columns)
    {
        var answer = new List<Row>();
        while (rows.Read())
            answer.Add(new Row(rows.GetString(0), [.. Enumerable.Range(1, columns).Select(column => (long?)rows.GetInt64(column))]));
        return answer;
    }

    private DuckDBCommand Command(string sql, DateOnly from, DateOnly until)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add(new DuckDBParameter("from", from));
        command.Parameters.Add(new DuckDBParameter("until", until));
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }
}
