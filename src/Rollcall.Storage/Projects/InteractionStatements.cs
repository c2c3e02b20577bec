using Microsoft.Data.Sqlite;

namespace Rollcall.Storage.Projects;

/// <summary>The writer's statements on the journal of interactions.</summary>
internal sealed class InteractionStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement _add = new(connection, """
        INSERT INTO interaction (seq, received_at, identity, content, identifier, time_start, time_end, id, conversation, model, agent,
                                 input_tokens, output_tokens, cost, error, feedback, tags, input_hash, output_hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _addText = new(connection, "INSERT INTO interaction_text (seq, input, output, traces) VALUES (?, ?, ?, ?)");
    private readonly Statement _identities = new(connection, $"SELECT identity, content FROM interaction i WHERE time_start >= ? AND time_start < ? AND {JournalDialect.NotErased}");
    private readonly Statement _count = new(
        connection, "INSERT INTO statistic (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value");

    public void Add(long seq, long receivedAt, int identifier, in PreparedInteraction row)
    {
        var record = row.Record;
        _add.Bind(seq).Bind(receivedAt).Bind(row.Identity).Bind(row.Content).Bind(identifier)
            .Bind(record.TimeStart).Bind(record.TimeEnd).Bind(record.Id).Bind(row.Conversation).Bind(record.Model).Bind(record.Agent)
            .Bind(record.InputTokens).Bind(record.OutputTokens).Bind(record.Cost).Bind(record.Error).Bind(record.Feedback).Bind(row.Tags).Bind(row.InputHash).Bind(row.OutputHash).Run();
        if (record.Input is not null || record.Output is not null || record.Traces is not null)
            _addText.Bind(seq).Bind(record.Input).Bind(record.Output).Bind(record.Traces).Run();
    }

    /// <summary>Identities, with the fingerprint of their content, that start in <c>[from, until)</c>, UTC microseconds.</summary>
    public Dictionary<UInt128, ulong> Identities(long from, long until)
    {
        Dictionary<UInt128, ulong> identities = [];
        _identities.Bind(from).Bind(until);
        while (_identities.Read())
            identities.TryAdd(_identities.Identity(0), (ulong)_identities.Identity(1));
        return identities;
    }

    /// <summary>Adds to a named count of the project.</summary>
    public void Count(string name, long added) => _count.Bind(name).Bind(added).Run();

    public void Dispose()
    {
        _add.Dispose();
        _addText.Dispose();
        _identities.Dispose();
        _count.Dispose();
    }
}
