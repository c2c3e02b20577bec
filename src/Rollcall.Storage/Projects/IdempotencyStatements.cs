using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>The writer's statements on kept answers.</summary>
internal sealed class IdempotencyStatements(SqliteConnection connection) : IDisposable
{
    private const string FindSql = "SELECT body_hash, status, answer FROM idempotency WHERE key = ?";

    private readonly Statement _find = new(connection, FindSql);
    private readonly Statement _add = new(connection, "INSERT INTO idempotency (key, body_hash, status, answer, created_at) VALUES (?, ?, ?, ?, ?)");
    private readonly Statement _purge = new(
        connection, "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE created_at < ? LIMIT ?)");

    public KeptAnswer? Find(string key) => Read(_find.Bind(key));

    public void Add(string key, ReadOnlySpan<byte> bodyHash, StoredAnswer answer, long now) =>
        _add.Bind(key).Bind(bodyHash).Bind(answer.Status).Bind(answer.Body.Span).Bind(now).Run();

    /// <summary>Forgets up to <paramref name="limit"/> answers made before a time, so that no commit pays for a whole day.</summary>
    public void Purge(long before, int limit) => _purge.Bind(before).Bind(limit).Run();

    /// <summary>The same on a connection that reads.</summary>
    public static KeptAnswer? Find(SqliteConnection connection, string key)
    {
        using var find = new Statement(connection, FindSql);
        return Read(find.Bind(key));
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
        _purge.Dispose();
    }

    private static KeptAnswer? Read(Statement find)
    {
        if (!find.Read())
            return null;
        var found = new KeptAnswer(find.Blob(0).ToArray(), new((int)find.Number(1), find.Blob(2).ToArray()));
        find.Reset();
        return found;
    }
}
