using DuckDB.NET.Data;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Usage;

/// <summary>The interactions of a scope, as of one moment, to be counted. For one thread, within the call that gives it.</summary>
public sealed class UsageFacts
{
    /// <summary>Rows of one answer at the most.</summary>
    public const int MostRows = 100_000;

    private readonly MonthSession _session;
    private readonly int _keys;
    private readonly string _unnested;

    internal UsageFacts(MonthSession session, UsageScope scope)
    {
        (_session, _keys) = (session, scope.Keys.Count);
        var lists = scope.Keys.Select((key, i) => (IsList: FactSql.IsList(key), Name: $"g{i}")).Where(key => key.IsList)
            .Select(key => $"unnest(CASE WHEN len({key.Name}) > 0 THEN {key.Name} ELSE [NULL::VARCHAR] END) AS {key.Name}").ToList();
        // One after another: two lists unnested at once would run beside each other.
        _unnested = lists.Aggregate("counted", (from, list) => $"(SELECT * REPLACE ({list}) FROM {from})");
    }

    /// <summary>Each cell as a whole, by its number; those without interactions are left out.</summary>
    public IReadOnlyList<UsageRow> Cells(UsageCut cut) => Counts(cut, 0, "counted");

    /// <summary>Each cell by the values of the keys, in the order of code points with absent values last; those without interactions are left out.</summary>
    /// <exception cref="TooManyGroupsException">There are more than <see cref="MostRows"/>.</exception>
    public IReadOnlyList<UsageRow> Groups(UsageCut cut) => Counts(cut, _keys, _unnested);

    /// <summary>People who are in the same cell and group of both cuts.</summary>
    public IReadOnlyList<UsagePeople> Kept(UsageCut one, UsageCut other, bool byKeys)
    {
        var (keys, from) = byKeys ? (_keys, _unnested) : (0, "counted");
        var columns = Columns(keys);
        Prepare(one);
        _session.Read($"CREATE OR REPLACE TEMP TABLE met AS {Counted(one)} SELECT DISTINCT cell, person{columns} FROM {from}", [], _ => { });
        Prepare(other);
        List<UsagePeople> rows = [];
        _session.Read(
            $"{Counted(other)} SELECT cell{columns}, count(*) FROM (SELECT cell, person{columns} FROM met INTERSECT SELECT cell, person{columns} FROM {from}) GROUP BY cell{columns}",
            [], row => rows.Add(new(row.GetInt32(0), Values(row, keys), row.GetInt64(1 + keys))));
        return rows;
    }

    /// <summary>Pairs of a person and a span, by cell and group.</summary>
    public IReadOnlyList<UsagePeople> PersonSpans(UsageCut cut, bool byKeys)
    {
        var (keys, from) = byKeys ? (_keys, _unnested) : (0, "counted");
        var columns = Columns(keys);
        Prepare(cut);
        List<UsagePeople> rows = [];
        _session.Read(
            $"{Counted(cut)} SELECT cell{columns}, count(*) FROM (SELECT DISTINCT cell, person, span{columns} FROM {from}) GROUP BY cell{columns}",
            [], row => rows.Add(new(row.GetInt32(0), Values(row, keys), row.GetInt64(1 + keys))));
        return rows;
    }

    /// <summary>How many interactions there are.</summary>
    public long Count()
    {
        var count = 0L;
        _session.Read("SELECT count(*) FROM fact", [], row => count = row.GetInt64(0));
        return count;
    }

    /// <summary>Numbers of interactions with their feedback, newest start first.</summary>
    public IReadOnlyList<(long Seq, FeedbackKinds Feedback)> Newest(long offset, int limit)
    {
        List<(long, FeedbackKinds)> found = [];
        _session.Read(
            "SELECT seq, feedback FROM fact ORDER BY time_start DESC, seq DESC LIMIT ? OFFSET ?", [(long)limit, offset], row => found.Add((row.GetInt64(0), (FeedbackKinds)row.GetInt32(1))));
        return found;
    }

    private List<UsageRow> Counts(UsageCut cut, int keys, string from)
    {
        var columns = Columns(keys);
        var order = string.Concat(Enumerable.Range(0, keys).Select(i => $", g{i} NULLS LAST"));
        Prepare(cut);
        List<UsageRow> rows = [];
        _session.Read(
            $"""
            {Counted(cut)}
            SELECT cell{columns}, count(*), count(DISTINCT person), quantile_disc(time_end - time_start, [0.50, 0.95, 0.99]), count(time_end), sum(time_end - time_start)::DOUBLE,
              count(input_tokens), {Sum("input_tokens")}, count(output_tokens), {Sum("output_tokens")}, count(cost), {Sum("cost")}, count(*) FILTER (is_error),
              {Judged(15)}, {Judged((int)FeedbackKinds.PositiveExplicit)}, {Judged((int)FeedbackKinds.NegativeExplicit)}, {Judged((int)FeedbackKinds.PositiveImplicit)},
              {Judged((int)FeedbackKinds.NegativeImplicit)}, {Judged((int)(FeedbackKinds.NegativeExplicit | FeedbackKinds.NegativeImplicit))}
            FROM {from} GROUP BY cell{columns} ORDER BY cell{order} LIMIT {MostRows + 1}
            """,
            [], row => rows.Add(new(row.GetInt32(0), Values(row, keys), Read(row, 1 + keys))));
        if (rows.Count > MostRows)
            throw new TooManyGroupsException(MostRows);

        // In the same order, and every group of interactions has conversations.
        var at = 0;
        _session.Read(
            $"""
            {Counted(cut)}
            SELECT cell{columns}, count(*), quantile_disc(length, 0.50), sum(duration)::DOUBLE, quantile_disc(duration, 0.50)
            FROM (SELECT cell{columns}, count(*) AS length, max(coalesce(time_end, time_start)) - min(time_start) AS duration FROM {from} GROUP BY cell, conversation{columns})
            GROUP BY cell{columns} ORDER BY cell{order}
            """,
            [], row =>
            {
                var counts = rows[at].Counts with
                {
                    Conversations = row.GetInt64(1 + keys),
                    MedianLength = row.GetInt64(2 + keys),
                    Durations = row.GetDouble(3 + keys),
                    MedianDuration = row.GetInt64(4 + keys),
                };
                rows[at] = rows[at] with { Counts = counts };
                at++;
            });
        return rows;

        // Numbers of a row go up to the largest there is.
        static string Sum(string column) => $"least(coalesce(sum({column}), 0), {long.MaxValue})::BIGINT";

        static string Judged(int kinds) => $"count(*) FILTER (feedback & {kinds} <> 0)";
    }

    private void Prepare(UsageCut cut) => _session.Do(connection =>
    {
        connection.Run("CREATE OR REPLACE TEMP TABLE cut (span INTEGER, cell INTEGER)");
        FactTable.Fill(
            connection, "cut", cut.CellOfSpan.Select((cell, span) => (span, cell)).Where(row => row.cell is not null), (to, row) => to.AppendValue((int?)row.span).AppendValue(row.cell));
        if (cut.Admitted is null)
            return 0;
        connection.Run("CREATE OR REPLACE TEMP TABLE admitted (person INTEGER, first INTEGER, last INTEGER)");
        FactTable.Fill(connection, "admitted", cut.Admitted, (to, row) => to.AppendValue((int?)row.Person).AppendValue((int?)row.First).AppendValue((int?)row.Last));
        return 0;
    });

    private static string Counted(UsageCut cut)
    {
        var people = cut.Admitted is null ? "" : "JOIN admitted a ON a.person = f.person AND f.span BETWEEN a.first AND a.last";
        var busy = cut.MinInteractions > 1 ? $"SEMI JOIN (SELECT person, span FROM fact GROUP BY person, span HAVING count(*) >= {cut.MinInteractions}) b ON b.person = f.person AND b.span = f.span" : "";
        return $"WITH counted AS (SELECT c.cell, f.* FROM fact f JOIN cut c ON c.span = f.span {people} {busy})";
    }

    private static string Columns(int keys) => string.Concat(Enumerable.Range(0, keys).Select(i => $", g{i}"));

    private static string?[] Values(DuckDBDataReader row, int keys) => [.. Enumerable.Range(1, keys).Select(column => row.IsDBNull(column) ? null : row.GetString(column))];

    private static UsageCounts Read(DuckDBDataReader row, int at)
    {
        var latencies = row.IsDBNull(at + 2) ? null : row.GetFieldValue<List<long?>>(at + 2);
        return new()
        {
            Interactions = row.GetInt64(at),
            People = row.GetInt64(at + 1),
            LatencyP50 = latencies?[0],
            LatencyP95 = latencies?[1],
            LatencyP99 = latencies?[2],
            WithLatency = row.GetInt64(at + 3),
            Latencies = row.IsDBNull(at + 4) ? 0 : row.GetDouble(at + 4),
            WithInputTokens = row.GetInt64(at + 5),
            InputTokens = row.GetInt64(at + 6),
            WithOutputTokens = row.GetInt64(at + 7),
            OutputTokens = row.GetInt64(at + 8),
            WithCost = row.GetInt64(at + 9),
            Cost = row.GetInt64(at + 10),
            Errors = row.GetInt64(at + 11),
            Judged = row.GetInt64(at + 12),
            PositiveExplicit = row.GetInt64(at + 13),
            NegativeExplicit = row.GetInt64(at + 14),
            PositiveImplicit = row.GetInt64(at + 15),
            NegativeImplicit = row.GetInt64(at + 16),
            Negative = row.GetInt64(at + 17),
        };
    }
}
