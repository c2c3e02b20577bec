using System.Globalization;
using Rollcall.Bench.Adoption;

namespace Rollcall.Bench.Peers;

/// <summary>
/// The questions in ClickHouse's SQL, on tables as its users would lay them out: person-days ordered by day, and one row a person with arrays of
/// access and of tag versions, the first day of use and the outer bounds of access.
/// </summary>
internal sealed class ClickHouseSide : ISide, IDisposable
{
    // The last day of ClickHouse's Date.
    private static readonly DateOnly Far = new(2149, 6, 6);

    private const string Counts = """
        countIf(edays > 0), countIf(n > 0), countIf(bdays > 0), countIf(edays > 0 AND bdays = 0 AND first_use >= u),
        countIf(n > 0 AND bdays = 0 AND empty(froms)), countIf(n > 0 AND bdays = 0 AND notEmpty(froms) AND froms[1] > last),
        countIf(n > 0 AND bdays = 0 AND notEmpty(froms) AND tos[-1] <= first),
        countIf(n > 0 AND bdays = 0 AND notEmpty(froms) AND froms[1] <= last AND tos[-1] > first),
        sum(edays), sum(bdays), sum(n)
        """;

    private const string People = """
        SELECT person, froms, tos, first_use, a.n AS n, a.first AS first, a.last AS last,
            if(length(froms) = 1, greatest(0, least(tos[1], u) - greatest(froms[1], f)), arraySum((x, y) -> greatest(0, least(y, u) - greatest(x, f)), froms, tos)) AS edays,
            if(length(froms) = 1, arrayCount(d -> d >= froms[1] AND d < tos[1], a.days), arrayCount(d -> arrayExists((x, y) -> d >= x AND d < y, froms, tos), a.days)) AS bdays
            {department}
        FROM person LEFT JOIN (
            SELECT person, groupArray(day) AS days, sum(interactions) AS n, min(day) AS first, max(day) AS last
            FROM person_day WHERE day >= f AND day < u GROUP BY person) AS a USING person
        WHERE n > 0 OR edays > 0
        """;

    // A set changes at the start of a run of days that lie closer than the window is long, and behind its end: summed up, these give each day's number.
    private const string RollingSql = """
        WITH toDate('{from}') AS f, toDate('{until}') AS u,
        runs AS (
            SELECT froms, tos, arraySort(a.days) AS days, arrayFilter(d -> arrayExists((x, y) -> d >= x AND d < y, froms, tos), days) AS used
            FROM person LEFT JOIN (SELECT person, groupArray(day) AS days FROM person_day WHERE day > f - 28 AND day < u GROUP BY person) AS a USING person),
        steps AS (
            SELECT day, sum(e) AS e, sum(a) AS a, sum(b) AS b FROM (
                SELECT arrayJoin(days) AS day, 0 AS e, 1 AS a, 0 AS b FROM runs
                UNION ALL SELECT arrayJoin(arrayMap((d, next) -> if(next = toDate(0), d + 28, least(d + 28, next)), days, arrayShiftLeft(days, 1))), 0, -1, 0 FROM runs
                UNION ALL SELECT arrayJoin(used), 0, 0, 1 FROM runs
                UNION ALL SELECT arrayJoin(arrayMap((d, next) -> if(next = toDate(0), d + 28, least(d + 28, next)), used, arrayShiftLeft(used, 1))), 0, 0, -1 FROM runs
                UNION ALL SELECT arrayJoin(froms), 1, 0, 0 FROM runs
                UNION ALL SELECT arrayJoin(arrayMap((d, next) -> if(next = toDate(0), least(d, toDate('{far}') - 28) + 27, least(d + 27, next)), tos, arrayShiftLeft(froms, 1))), -1, 0, 0 FROM runs)
            GROUP BY day),
        daily AS (SELECT day, sum(interactions) AS n FROM person_day WHERE day > f - 28 AND day < u GROUP BY day),
        days AS (SELECT f + number AS day FROM numbers(toUInt64(u - f))),
        (SELECT groupArray((day, e, a, b)) FROM steps) AS all,
        (SELECT groupArray((day, n)) FROM daily) AS sums
        SELECT day,
            arraySum(s -> if(s.1 <= day, s.2, 0), all), arraySum(s -> if(s.1 <= day, s.3, 0), all), arraySum(s -> if(s.1 <= day, s.4, 0), all),
            arraySum(s -> if(s.1 <= day AND s.1 > day - 28, s.2, 0), sums)
        FROM days ORDER BY day
        """;

    private const string RetentionSql = """
        WITH used AS (
            SELECT arraySort(arrayDistinct(arrayMap(d -> toMonday(d), arrayFilter(d -> arrayExists((x, y) -> d >= x AND d < y, froms, tos), a.days)))) AS weeks, weeks[1] AS cohort
            FROM person JOIN (SELECT person, groupArray(day) AS days FROM person_day GROUP BY person) AS a USING person
            WHERE notEmpty(weeks))
        SELECT cohort, intDiv(week - cohort, 7) AS k, count() FROM used ARRAY JOIN weeks AS week
        WHERE cohort >= toDate('{from}') AND week < toDate('{until}') GROUP BY cohort, k
        """;

    private readonly ChdbConnection _engine;

    public ClickHouseSide(Company company, string library, int threads)
    {
        _engine = new(library);
        _engine.Ask($"SET max_threads = {threads}");
        _engine.Ask("CREATE TABLE person_day (person UInt32, day Date, interactions UInt16) ENGINE = MergeTree ORDER BY (day, person)");
        _engine.Ask("CREATE TABLE person (person UInt32, froms Array(Date), tos Array(Date), tag_from Array(Date), department Array(LowCardinality(String)), first_use Date) ENGINE = MergeTree ORDER BY person");
        Load("person_day", "person UInt32, day Date, interactions UInt16", file => Write(file, company));
        Load("loaded", "person UInt32, froms Array(Date), tos Array(Date), tag_from Array(Date), department Array(String)", file => WritePeople(file, company), """
            INSERT INTO person SELECT person, froms, tos, tag_from, department, if(d.day = toDate(0), toDate('2149-06-06'), d.day)
            FROM {source} AS p LEFT JOIN (SELECT person, min(day) AS day FROM person_day GROUP BY person) AS d USING person
            """);
        _engine.Ask("OPTIMIZE TABLE person_day FINAL");
        _engine.Ask("OPTIMIZE TABLE person FINAL");
    }

    public string Name => "ClickHouse";

    public string Version => _engine.Ask("SELECT version()");

    public long Bytes => long.Parse(_engine.Ask("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase()"), CultureInfo.InvariantCulture);

    public ChdbConnection Engine => _engine;

    public void Dispose() => _engine.Dispose();

    public IReadOnlyList<Row> Adoption(DateOnly from, DateOnly until, bool byDepartment)
    {
        var people = People.Replace("{department}", byDepartment ? ", department[greatest(1, arrayCount(x -> x < u, tag_from))] AS held" : "", StringComparison.Ordinal);
        var (key, grouping) = byDepartment ? ($"if(grouping(held) = 1, '', if(held = '', '{Row.None}', held))", "GROUP BY GROUPING SETS ((held), ())") : ("''", "");
        return [.. Rows($"WITH {Date(from)} AS f, {Date(until)} AS u SELECT {key} AS key, {Counts} FROM ({people}) {grouping}")];
    }

    /// <summary>A statement for each month.</summary>
    public IReadOnlyList<Row> Months(DateOnly from, DateOnly until, bool byDepartment)
        => [.. CalendarMonths.Of(from, until).SelectMany(month => Adoption(month.From, month.Until, byDepartment).Select(row => row with { Key = Row.KeyOf(month.From, row.Key) }))];

    public IReadOnlyList<Row>? Rolling(DateOnly from, DateOnly until, bool byDepartment) => byDepartment ? null : [.. Rows(Filled(RollingSql, from, until))];

    public IReadOnlyList<Row> Retention(DateOnly from, DateOnly until) => Cohorts.Rows(Lines(Filled(RetentionSql, from, until)).Select(cells =>
        (DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), int.Parse(cells[1], CultureInfo.InvariantCulture), long.Parse(cells[2], CultureInfo.InvariantCulture))), from, until);

    public static string Date(DateOnly day) => $"toDate('{Row.KeyOf(day)}')";

    internal IEnumerable<Row> Rows(string sql)
        => Lines(sql).Select(cells => new Row(cells[0], [.. cells.Skip(1).Select(cell => cell == "\\N" ? (long?)null : long.Parse(cell, CultureInfo.InvariantCulture))]));

    private IEnumerable<string[]> Lines(string sql) => _engine.Ask(sql).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));

    private static string Filled(string sql, DateOnly from, DateOnly until) => sql
        .Replace("{from}", Row.KeyOf(from), StringComparison.Ordinal).Replace("{until}", Row.KeyOf(until), StringComparison.Ordinal).Replace("{far}", Row.KeyOf(Far), StringComparison.Ordinal);

    // Through a file in the engine's own binary rows: the quickest way in.
    private void Load(string table, string columns, Action<BinaryWriter> write, string insert = "INSERT INTO {table} SELECT * FROM {source}")
    {
        var path = Path.GetTempFileName();
        using (var file = new BinaryWriter(new BufferedStream(File.Create(path), 1 << 20)))
            write(file);
        _engine.Ask(insert.Replace("{table}", table, StringComparison.Ordinal).Replace("{source}", $"file('{path}', 'RowBinary', '{columns}')", StringComparison.Ordinal));
        File.Delete(path);
    }

    private static void Write(BinaryWriter file, Company company)
    {
        foreach (var (day, uses) in company.ByDay)
        {
            foreach (var (person, count) in uses)
            {
                file.Write(person);
                Write(file, day);
                file.Write((ushort)count);
            }
        }
    }

    private static void WritePeople(BinaryWriter file, Company company)
    {
        foreach (var person in company.Demo.People)
        {
            file.Write(person.Number);
            WriteAll(person.Access, access => Write(file, access.From));
            WriteAll(person.Access, access => Write(file, access.To ?? Far));
            WriteAll(person.Tags, version => Write(file, version.From ?? DateOnly.FromDateTime(DateTime.UnixEpoch)));
            WriteAll(person.Tags, version => file.Write(version.Tags.GetValueOrDefault("department", "")));
        }

        void WriteAll<T>(IReadOnlyList<T> items, Action<T> write)
        {
            file.Write7BitEncodedInt(items.Count);
            foreach (var item in items)
                write(item);
        }
    }

    private static void Write(BinaryWriter file, DateOnly day) => file.Write((ushort)(day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber));
}
