using System.Globalization;
using DuckDB.NET.Data;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Bench.Adoption;

/// <summary>
/// The same questions in SQL, in one statement each, on tables as an analyst would lay them out, in the best order (by day) and with the first day of
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

    // {bucket} names the bucket of a day, {buckets} lists them all (key, from_day, until_day).
    private const string Sql = """
        WITH bucket(key, from_day, until_day) AS (VALUES {buckets}),
        active AS (
            SELECT {bucket} AS key, person, sum(interactions) AS interactions, min(day) AS first_day, max(day) AS last_day
            FROM person_day WHERE day >= $from AND day < $until GROUP BY ALL),
        eligible AS (
            SELECT key, person, sum(least(to_day, until_day) - greatest(access.from_day, bucket.from_day)) AS days
            FROM access JOIN bucket ON access.from_day < until_day AND to_day > bucket.from_day GROUP BY ALL),
        both_days AS (
            SELECT {bucket} AS key, person, count(*) AS days
            FROM person_day JOIN access USING (person)
            WHERE day >= $from AND day < $until AND day >= from_day AND day < to_day GROUP BY ALL),
        person AS (
            SELECT key, person, eligible.days AS eligible_days, coalesce(both_days.days, 0) AS both_days, active.interactions,
                active.person IS NOT NULL AS is_active, eligible.person IS NOT NULL AS is_eligible, both_days.person IS NOT NULL AS is_both, first_day, last_day
            FROM active FULL JOIN eligible USING (key, person) LEFT JOIN both_days USING (key, person))
        SELECT {group} AS key,
            count(*) FILTER (is_eligible) AS eligible,
            count(*) FILTER (is_active) AS active,
            count(*) FILTER (is_both) AS active_eligible,
            count(*) FILTER (is_eligible AND NOT is_both AND (first_use.day IS NULL OR first_use.day >= until_day)) AS never_used,
            count(*) FILTER (is_active AND NOT is_both AND first_from IS NULL) AS never_eligible,
            count(*) FILTER (is_active AND NOT is_both AND first_from > last_day) AS not_yet,
            count(*) FILTER (is_active AND NOT is_both AND last_to <= first_day) AS ended,
            count(*) FILTER (is_active AND NOT is_both AND first_from <= last_day AND last_to > first_day) AS gap,
            coalesce(sum(eligible_days), 0)::BIGINT AS eligible_days,
            coalesce(sum(both_days), 0)::BIGINT AS active_eligible_days,
            coalesce(sum(person.interactions), 0)::BIGINT AS interactions
        FROM person JOIN bucket USING (key) LEFT JOIN first_use USING (person) LEFT JOIN reach USING (person)
        {tags}
        GROUP BY {grouping}
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

    public IReadOnlyList<Answer> Total(DateOnly from, DateOnly until) => Ask(from, until, "0", [(0, from, until)], "''", "", "ALL", _ => from);

    public IReadOnlyList<Answer> ByDepartment(DateOnly from, DateOnly until) => Ask(
        from, until, "0", [(0, from, until)],
        $"CASE WHEN grouping(department) = 1 THEN '' ELSE coalesce(department, '{Answer.None}') END",
        "LEFT JOIN tags ON tags.person = person.person AND tags.from_day <= $last AND tags.to_day > $last",
        "GROUPING SETS ((department), ())",
        _ => from);

    public IReadOnlyList<Answer> ByMonth(DateOnly from, DateOnly until)
    {
        var months = new List<(int Key, DateOnly From, DateOnly Until)>();
        for (var at = from; at < until; at = months[^1].Until)
        {
            var next = new DateOnly(at.Year, at.Month, 1).AddMonths(1);
            months.Add(((at.Year * 12) + at.Month, at, next < until ? next : until));
        }

        return Ask(from, until, "year(day) * 12 + month(day)", months, "min(bucket.from_day)::VARCHAR", "", "key",
            row => DateOnly.ParseExact(row, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private IReadOnlyList<Answer> Ask(
        DateOnly from, DateOnly until, string bucket, IReadOnlyList<(int Key, DateOnly From, DateOnly Until)> buckets, string group, string tags, string grouping,
        Func<string, DateOnly> startOf)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Sql
            .Replace("{buckets}", string.Join(", ", buckets.Select(b => $"({b.Key}, DATE '{b.From:yyyy-MM-dd}', DATE '{b.Until:yyyy-MM-dd}')")), StringComparison.Ordinal)
            .Replace("{bucket}", bucket, StringComparison.Ordinal)
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
        {
            var start = startOf(rows.GetString(0));
            var days = buckets.Single(b => b.From == start);
            answers.Add(new Answer(rows.GetString(0), Measures(rows, days.Until.DayNumber - days.From.DayNumber)));
        }

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
