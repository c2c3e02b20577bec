using System.Globalization;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace Rollcall.Bench.Years;

/// <summary>The same rows in one plain DuckDB table with the columns and types of a month file, and access and names beside it, as an analyst would keep them.</summary>
internal sealed class PlainTable : IYearsSide, IDisposable
{
    private const string Columns = """
        seq, received_at, identity, content, identifier, time_start, time_end, id, conversation, model, agent,
        input_tokens, output_tokens, cost, error, feedback, tags, input, output, traces
        """;

    private const string Day = "86400000000";

    private readonly DuckDBConnection _connection;
    private readonly string _path;

    private PlainTable(string path)
    {
        _path = path;
        _connection = new($"DataSource={path}");
        _connection.Open();
        Run("SET threads = 2; SET memory_limit = '4 GB'");
    }

    public long Bytes => new FileInfo(_path).Length;

    public long Rows => Scalar("SELECT count(*) FROM interaction");

    public static PlainTable Open(string folder) => new(Path.Combine(folder, "plain.duckdb"));

    /// <summary>Whether it has that many rows already, from an earlier run.</summary>
    public bool Has(long rows) => Scalar("SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('interaction', 'person', 'access')") == 3 && Rows == rows;

    /// <summary>Fills it anew from the files of a project that nobody has open.</summary>
    public void Fill(string project)
    {
        Run("DROP TABLE IF EXISTS interaction; DROP TABLE IF EXISTS person; DROP TABLE IF EXISTS access");
        Run("""
            CREATE TABLE interaction (
              seq BIGINT NOT NULL, received_at BIGINT NOT NULL, identity UUID NOT NULL, content UUID NOT NULL, identifier INTEGER NOT NULL,
              time_start BIGINT NOT NULL, time_end BIGINT, id VARCHAR, conversation VARCHAR NOT NULL, model VARCHAR, agent VARCHAR,
              input_tokens BIGINT, output_tokens BIGINT, cost BIGINT, error VARCHAR, feedback VARCHAR, tags VARCHAR,
              input VARCHAR, output VARCHAR, traces VARCHAR);
            CREATE TABLE person (number INTEGER NOT NULL, end_user VARCHAR NOT NULL);
            CREATE TABLE access (person INTEGER NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL);
            """);
        foreach (var file in Directory.GetFiles(Path.Combine(project, "months"), "*.duckdb").Order(StringComparer.Ordinal))
        {
            Run($"ATTACH '{file}' AS month (READ_ONLY)");
            Run($"INSERT INTO interaction SELECT {Columns} FROM month.interaction ORDER BY seq");
            Run("DETACH month; CHECKPOINT");
        }

        using var people = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(project, "project.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        people.Open();
        Copy(people, "SELECT number, text FROM identifier ORDER BY number", "person", (from, to) => to.AppendValue(from.GetInt32(0)).AppendValue(from.GetString(1)));
        Copy(people, "SELECT person, from_text, to_text FROM access WHERE closed_at IS NULL ORDER BY person, row", "access", (from, to) => to
            .AppendValue(from.GetInt32(0)).AppendValue(Date(from.GetString(1))).AppendValue(from.IsDBNull(2) ? new DateOnly(9999, 12, 31) : Date(from.GetString(2))));
        Run("CHECKPOINT");
    }

    public Task<string> Usage(DateOnly from, DateOnly until, string key)
    {
        var value = key is "model" or "agent" ? key : $"json_extract_string(tags, '$.\"{key}\"')";
        var scope = $"FROM (SELECT *, {value} AS key FROM interaction WHERE time_start >= {Start(from)} AND time_start < {Start(until)})";
        var counts = Lines($"""
            SELECT CASE WHEN grouping(key) = 1 THEN 'total' ELSE coalesce(key, '') END AS name, count(*), count(DISTINCT conversation), count(DISTINCT identifier), count(time_end),
              sum(input_tokens), sum(output_tokens), sum(cost), count(*) FILTER (error IS NOT NULL), quantile_disc(time_end - time_start, [0.50, 0.95, 0.99])
            {scope} GROUP BY GROUPING SETS ((key), ()) ORDER BY name
            """, 9);
        var conversations = Lines($"{Conversations("key", "coalesce(key, '')")} UNION ALL {Conversations("", "'total'")} ORDER BY 1", 3);
        return Task.FromResult(string.Join('\n', counts.Zip(conversations, (count, conversation) =>
            string.Join(' ', [.. count[..9], conversation[1], Seconds(conversation[2]), .. count[9..].Select(Seconds)])).Order(StringComparer.Ordinal)));

        string Conversations(string by, string name) => $"""
            SELECT {name}, quantile_disc(length, 0.50), quantile_disc(duration, 0.50)
            FROM (SELECT {(by.Length > 0 ? "key, " : "")}count(*) AS length, max(coalesce(time_end, time_start)) - min(time_start) AS duration {scope}
              GROUP BY conversation{(by.Length > 0 ? ", key" : "")}) {(by.Length > 0 ? "GROUP BY key" : "")}
            """;

        static string Seconds(string microseconds) => (long.Parse(microseconds, CultureInfo.InvariantCulture) / 1e6).ToString("0.######", CultureInfo.InvariantCulture);
    }

    public Task<string> Adoption(DateOnly from, DateOnly until, string? agent)
    {
        var (first, last) = (string.Create(CultureInfo.InvariantCulture, $"DATE '{from:yyyy-MM-dd}'"), string.Create(CultureInfo.InvariantCulture, $"DATE '{until:yyyy-MM-dd}'"));
        return Task.FromResult(string.Join(' ', Lines($"""
            WITH used AS (
                SELECT identifier AS person, DATE '1970-01-01' + (time_start // {Day})::INTEGER AS day, count(*) AS interactions
                FROM interaction WHERE {(agent is null ? "true" : $"agent = '{agent}'")} AND time_start < {Start(until)} GROUP BY ALL),
            active AS (SELECT person, sum(interactions) AS interactions FROM used WHERE day >= {first} GROUP BY person),
            eligible AS (SELECT DISTINCT person FROM access WHERE from_day < {last} AND to_day > {first}),
            both_days AS (SELECT DISTINCT used.person FROM used JOIN access USING (person) WHERE day >= {first} AND day >= from_day AND day < to_day),
            ever AS (SELECT DISTINCT person FROM used)
            SELECT '', (SELECT count(*) FROM eligible), (SELECT count(*) FROM active), (SELECT count(*) FROM both_days SEMI JOIN eligible USING (person)),
              (SELECT count(*) FROM eligible ANTI JOIN ever USING (person)), (SELECT coalesce(sum(interactions), 0)::BIGINT FROM active)
            """, 6)[0][1..]));
    }

    public Task<string> LastOf(string endUser)
    {
        var person = Scalar($"SELECT number FROM person WHERE end_user = '{endUser}'");
        // Whole rows, as a page shows them.
        var page = Lines($"SELECT id, time_end, conversation, model, agent, input_tokens, output_tokens, cost, error, tags, input, output, traces FROM interaction WHERE identifier = {person} ORDER BY time_start DESC, seq DESC LIMIT 20", 1);
        return Task.FromResult(string.Join(' ', page.Select(row => row[0]).Append(Scalar($"SELECT count(*) FROM interaction WHERE identifier = {person}").ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Lays ready what is to be stored: rows of the table as they are, or as copies under other ids, which begin with theirs and a plus sign.</summary>
    public void LayReady(IReadOnlyList<JsonObject> rows)
    {
        Run("CREATE OR REPLACE TEMP TABLE sent (id VARCHAR, model_of VARCHAR)");
        using (var appender = _connection.CreateAppender("sent"))
        {
            foreach (var row in rows)
            {
                var id = row["id"]!.GetValue<string>();
                appender.CreateRow().AppendValue(id).AppendValue(id.Split('+')[0]).EndRow();
            }
        }

        Run("CREATE OR REPLACE TEMP TABLE late AS SELECT i.* REPLACE (s.id AS id) FROM interaction i JOIN sent s ON s.model_of = i.id");
    }

    /// <summary>Stores what was laid ready and is not there yet.</summary>
    public string Store()
    {
        var stored = Run($"""
            INSERT INTO interaction
            SELECT * FROM late l WHERE NOT EXISTS (SELECT 1 FROM interaction i WHERE i.id = l.id AND i.time_start // {Day} = l.time_start // {Day})
            """);
        return $"{stored} new, {Scalar("SELECT count(*) FROM late") - stored} known";
    }

    public void Dispose() => _connection.Dispose();

    private static long Start(DateOnly day) => (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400_000_000L;

    // Bounds were sent as dates.
    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Copy(SqliteConnection from, string sql, string table, Action<SqliteDataReader, IDuckDBAppenderRow> append)
    {
        using var command = from.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        using var appender = _connection.CreateAppender(table);
        while (rows.Read())
        {
            var to = appender.CreateRow();
            append(rows, to);
            to.EndRow();
        }
    }

    // Lists come apart, one text for each of their numbers.
    private List<string[]> Lines(string sql, int columns)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        List<string[]> lines = [];
        while (rows.Read())
        {
            lines.Add([
                .. Enumerable.Range(0, columns).Select(column => Convert.ToString(rows.GetValue(column), CultureInfo.InvariantCulture)!),
                .. rows.FieldCount == columns + 1 && rows.GetFieldType(columns) != typeof(string) ? rows.GetFieldValue<List<long?>>(columns).Select(number => Convert.ToString(number, CultureInfo.InvariantCulture)!) : []]);
        }

        return lines;
    }

    private int Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
