using System.Globalization;
using DuckDB.NET.Data;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Bench.Adoption;

/// <summary>
/// The same questions in SQL, in one statement for each window, on tables as an analyst would lay them out, in the best order (by day) and with the first day of
/// use and the outer bounds of access of each person kept in tables of their own.
/// </summary>
internal sealed class DuckDbSide : IDisposable
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

    public IReadOnlyList<Answer> Total(DateOnly from, DateOnly until) => Ask(from, until, "''", "", "");

    public IReadOnlyList<Answer> ByDepartment(DateOnly from, DateOnly until) => Ask(
        from, until,
        $"CASE WHEN grouping(department) = 1 THEN '' ELSE coalesce(department, '{Answer.None}') END",
        "LEFT JOIN tags ON tags.person = counted.person AND tags.from_day <= $last AND tags.to_day > $last",
        "GROUP BY GROUPING SETS ((department), ())");

    /// <summary>A statement for each month: on this data faster than one for all of them.</summary>
    public IReadOnlyList<Answer> ByMonth(DateOnly from, DateOnly until)
    {
        var answers = new List<Answer>();
        for (var at = from; at < until;)
        {
            var next = new DateOnly(at.Year, at.Month, 1).AddMonths(1);
            next = next < until ? next : until;
            answers.Add(Total(at, next)[0] with { Key = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
            at = next;
        }

        return answers;
    }

    private List<Answer> Ask(DateOnly from, DateOnly until, string group, string tags, string grouping)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Sql
            .Replace("{grouping}", grouping, StringComparison.Ordinal)
            .Replace("{group}", group, StringComparison.Ordinal)
            .Replace("{tags}", tags, StringComparison.Ordinal);
        command.Parameters.Add(new DuckDBParameter("from", from));
        command.Parameters.Add(new DuckDBParameter("until", until));
        if (tags.Length > 0)
            command.Parameters.Add(new DuckDBParameter("last", until.AddDays(-1)));
        using var rows = command.ExecuteReader();
        var answers = new List<Answer>();
        while (rows.Read())
            answers.Add(new Answer(rows.GetString(0), Measures(rows, until.DayNumber - from.DayNumber)));
        return [.. answers.OrderBy(answer => answer.Key, StringComparer.Ordinal)];
    }

    private static AdoptionMeasures Measures(DuckDBDataReader row, int days) => new()
    {
        Eligible = row.GetInt64(1),
        Active = row.GetInt64(2),
        ActiveEligible = row.GetInt64(3),
        ActiveWithAccess = row.GetInt64(3),
        NeverUsed = row.GetInt64(4),
        ShadowNeverEligible = row.GetInt64(5),
        ShadowNotYet = row.GetInt64(6),
        ShadowEnded = row.GetInt64(7),
        ShadowGap = row.GetInt64(8),
        EligibleDays = row.GetInt64(9),
        ActiveEligibleDays = row.GetInt64(10),
        Interactions = row.GetInt64(11),
        Days = days,
    };

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
