using Rollcall.Bench.Adoption;

namespace Rollcall.Bench.Peers;

/// <summary>
/// The same with ClickHouse's own bitmaps, kept by day (who was active, who had access) and by department as of the last day of each month: what its users do by hand
/// when distinct counts are too slow. Answers people and person-days; never used, the causes of shadow use and interactions would need more tables.
/// </summary>
internal sealed class ClickHouseBitmaps : ISide
{
    private readonly ClickHouseSide _tables;

    public ClickHouseBitmaps(ClickHouseSide tables, DateOnly from, DateOnly until)
    {
        _tables = tables;
        var (f, u) = (ClickHouseSide.Date(from), ClickHouseSide.Date(until));
        tables.Engine.Ask("CREATE TABLE day_bits (day Date, active AggregateFunction(groupBitmap, UInt32), eligible AggregateFunction(groupBitmap, UInt32)) ENGINE = MergeTree ORDER BY day");
        tables.Engine.Ask($"""
            INSERT INTO day_bits SELECT d.day, a.bits, e.bits
            FROM (SELECT {f} + number AS day FROM numbers(toUInt64({u} - {f}))) AS d
            LEFT JOIN (SELECT day, groupBitmapState(person) AS bits FROM person_day GROUP BY day) AS a USING day
            LEFT JOIN (SELECT arrayJoin(arrayFlatten(arrayMap((x, y) -> arrayMap(i -> greatest(x, {f}) + i, range(toUInt64(greatest(0, least(y, {u}) - greatest(x, {f}))))), froms, tos))) AS day, groupBitmapState(person) AS bits
                FROM person GROUP BY day) AS e USING day
            """);
        tables.Engine.Ask("CREATE TABLE department_bits (last Date, department String, people AggregateFunction(groupBitmap, UInt32)) ENGINE = MergeTree ORDER BY (last, department)");
        foreach (var (_, end) in CalendarMonths.Of(from, until))
        {
            tables.Engine.Ask($"""
                INSERT INTO department_bits SELECT {ClickHouseSide.Date(end)} - 1, department[greatest(1, arrayCount(x -> x < {ClickHouseSide.Date(end)}, tag_from))] AS held, groupBitmapState(person)
                FROM person GROUP BY held
                """);
        }

        tables.Engine.Ask("OPTIMIZE TABLE day_bits FINAL");
        tables.Engine.Ask("OPTIMIZE TABLE department_bits FINAL");
    }

    public string Name => "ClickHouse bitmaps";

    public IReadOnlyList<Row> Adoption(DateOnly from, DateOnly until, bool byDepartment)
    {
        var days = $"FROM day_bits WHERE day >= {ClickHouseSide.Date(from)} AND day < {ClickHouseSide.Date(until)}";
        var total = _tables.Rows($"""
            SELECT '', groupBitmapMerge(eligible), groupBitmapMerge(active), bitmapCardinality(groupBitmapOrState(bitmapAnd(active, eligible))),
                sum(bitmapCardinality(eligible)), sum(bitmapAndCardinality(active, eligible)) {days}
            """);
        if (!byDepartment)
            return [.. total.Select(Widened)];
        var groups = _tables.Rows($"""
            WITH (SELECT (groupBitmapMergeState(eligible), groupBitmapMergeState(active), groupBitmapOrState(bitmapAnd(active, eligible)), groupArray(eligible), groupArray(bitmapAnd(active, eligible))) {days}) AS d
            SELECT if(department = '', '{Row.None}', department), bitmapAndCardinality(people, d.1) AS e, bitmapAndCardinality(people, d.2) AS a, bitmapAndCardinality(people, d.3),
                arraySum(x -> bitmapAndCardinality(people, x), d.4), arraySum(x -> bitmapAndCardinality(people, x), d.5)
            FROM department_bits WHERE last = {ClickHouseSide.Date(until)} - 1 AND (e > 0 OR a > 0)
            """);
        return [.. total.Concat(groups).Select(Widened)];
    }

    public IReadOnlyList<Row> Months(DateOnly from, DateOnly until, bool byDepartment)
        => [.. CalendarMonths.Of(from, until).SelectMany(month => Adoption(month.From, month.Until, byDepartment).Select(row => row with { Key = Row.KeyOf(month.From, row.Key) }))];

    public IReadOnlyList<Row>? Rolling(DateOnly from, DateOnly until, bool byDepartment) => byDepartment ? null : [.. _tables.Rows($"""
        SELECT end, groupBitmapMerge(eligible), groupBitmapMerge(active), bitmapCardinality(groupBitmapOrState(b)), NULL
        FROM (SELECT arrayJoin(arrayMap(i -> day + i, range(28))) AS end, eligible, active, bitmapAnd(active, eligible) AS b FROM day_bits)
        WHERE end >= {ClickHouseSide.Date(from)} AND end < {ClickHouseSide.Date(until)} GROUP BY end ORDER BY end
        """)];

    public IReadOnlyList<Row>? Retention(DateOnly from, DateOnly until) => null;

    private static Row Widened(Row row)
        => row with { Counts = [row.Counts[0], row.Counts[1], row.Counts[2], null, null, null, null, null, row.Counts[3], row.Counts[4], null] };
}
