using Microsoft.Data.Sqlite;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>The writer's statements on what is said of interactions afterwards.</summary>
internal sealed class LaterStatements(SqliteConnection connection) : IDisposable
{
    private const string Fits = $"""
        FROM interaction i WHERE i.time_start >= ?1 AND i.time_start < ?2 AND i.identifier = ?3
          AND (?4 IS NULL OR i.input_hash = ?4) AND (?5 IS NULL OR i.output_hash = ?5)
          AND {JournalDialect.NotErased}
        """;

    private const string Found = """
        SELECT i.seq, i.time_start, i.tags, i.feedback,
          (i.input_hash IS NOT NULL OR i.output_hash IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM interaction_text t WHERE t.seq = i.seq AND (t.input IS NOT NULL OR t.output IS NOT NULL))
        """;

    private readonly Statement _oldest = new(connection, $"{Found} {Fits} ORDER BY i.time_start LIMIT ?6");
    private readonly Statement _newest = new(connection, $"{Found} {Fits} ORDER BY i.time_start DESC LIMIT ?6");
    private readonly Statement _update = new(connection, "UPDATE interaction SET tags = ?, feedback = ? WHERE seq = ?");
    private readonly Statement _mark = new(
        connection, "INSERT INTO changed_interaction (seq, month, fold) VALUES (?, ?, NULL) ON CONFLICT (seq) DO UPDATE SET fold = NULL");

    private readonly Statement _trimmed = new(connection, "SELECT trimmed_through, trimmed_received FROM mover");
    private readonly Statement _isInJournal = new(connection, "SELECT 1 FROM interaction WHERE seq = ?");
    private readonly Statement _bringBack = new(
        connection, $"INSERT INTO interaction ({string.Join(", ", Rows)}) VALUES ({string.Join(", ", Rows.Select(_ => "?"))})");

    private readonly Statement _bringBackText = new(connection, "INSERT INTO interaction_text (seq, input, output, traces) VALUES (?, ?, ?, ?)");
    private readonly Statement _isGiven = new(connection, "SELECT 1 FROM feedback_event WHERE identity = ?");
    private readonly Statement _give = new(connection, "INSERT INTO feedback_event (identity, received_at) VALUES (?, ?)");
    private readonly Statement _isWaiting = new(connection, "SELECT 1 FROM waiting_fact WHERE identity = ?");
    private readonly Statement _wait = new(connection, """
        INSERT INTO waiting_fact (identity, received_at, end_user, time, input_hash, output_hash, tags, feedback) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _waiting = new(
        connection, "SELECT number, identity, time, input_hash, output_hash, tags, feedback FROM waiting_fact WHERE end_user = ? ORDER BY number");

    private readonly Statement _waitingAll = new(connection, "SELECT end_user, count(*) FROM waiting_fact GROUP BY end_user");
    private readonly Statement _old = new(connection, "SELECT number, end_user FROM waiting_fact WHERE received_at < ? ORDER BY received_at LIMIT ?");
    private readonly Statement _waitingIn = new(connection, "SELECT number, end_user FROM waiting_fact WHERE time >= ? AND time < ?");
    private readonly Statement _settle = new(connection, "DELETE FROM waiting_fact WHERE number = ?");
    private readonly Statement _forget = new(
        connection, "DELETE FROM feedback_event WHERE identity IN (SELECT identity FROM feedback_event WHERE received_at < ? LIMIT ?)");

    private static string[] Texts => ["input", "output", "traces"];

    // The columns of a month's file that the journal has in its first table.
    private static string[] Rows => [.. MonthFormat.Columns.Except(Texts)];

    /// <summary>The journal's interactions of a person that start in <c>[from, until)</c> and have the texts; null stands for any.</summary>
    public List<FoundInteraction> Find(int identifier, long from, long until, long? inputHash, long? outputHash, bool newestFirst, int limit)
    {
        List<FoundInteraction> found = [];
        var rows = (newestFirst ? _newest : _oldest).Bind(from).Bind(until).Bind(identifier).Bind(inputHash).Bind(outputHash).Bind(limit);
        while (rows.Read())
            found.Add(new(rows.Number(0), rows.Number(1), rows.TextOrNull(2), rows.TextOrNull(3), rows.Number(4) == 1));
        return found;
    }

    /// <summary>The newest row that has left the journal, and when it had been received, UTC microseconds; 0 while none has.</summary>
    public (long Seq, long Received) Trimmed()
    {
        _trimmed.Read();
        var trimmed = (_trimmed.Number(0), _trimmed.Number(1));
        _trimmed.Reset();
        return trimmed;
    }

    public bool IsInJournal(long seq) => Any(_isInJournal.Bind(seq));

    /// <summary>Gives the journal a row again that only its month had.</summary>
    /// <param name="row">By the columns of a month's file.</param>
    public void BringBack(IReadOnlyList<object?> row)
    {
        var values = MonthFormat.Columns.Zip(row).ToDictionary(column => column.First, column => column.Second, StringComparer.Ordinal);
        _bringBack.BindAll(Rows.Select(column => values[column])).Run();
        if (Texts.Any(column => values[column] is not null))
            _bringBackText.BindAll([values["seq"], .. Texts.Select(column => values[column])]).Run();
    }

    /// <summary>Writes what an interaction has now, and that its month may have something else.</summary>
    public void Change(FoundInteraction interaction)
    {
        Set(interaction.Seq, interaction.Tags, interaction.Feedback);
        _mark.Bind(interaction.Seq).Bind(Month.Of(interaction.TimeStart).Number).Run();
    }

    /// <summary>The same of a row that is new: no month has it yet.</summary>
    public void Set(long seq, string? tags, string? feedback) => _update.Bind(tags).Bind(feedback).Bind(seq).Run();

    /// <summary>Whether a feedback has arrived before, within the last 30 days at least.</summary>
    public bool IsGiven(UInt128 identity) => Any(_isGiven.Bind(identity));

    public void Give(UInt128 identity, long now) => _give.Bind(identity).Bind(now).Run();

    public bool IsWaiting(UInt128 identity) => Any(_isWaiting.Bind(identity));

    public void Wait(PreparedFact fact, long now) => _wait
        .Bind(fact.Identity).Bind(now).Bind(fact.Folded).Bind(fact.Time).Bind(fact.InputHash).Bind(fact.OutputHash).Bind(fact.Tags).Bind(fact.Feedback).Run();

    /// <summary>What waits for an interaction of a person, in the order of receipt.</summary>
    public List<(long Number, PreparedFact Fact)> Waiting(string folded)
    {
        List<(long, PreparedFact)> facts = [];
        _waiting.Bind(folded);
        while (_waiting.Read())
        {
            facts.Add((_waiting.Number(0), new(
                _waiting.Identity(1), folded, _waiting.Number(2), _waiting.NumberOrNull(3), _waiting.NumberOrNull(4), _waiting.TextOrNull(5), _waiting.TextOrNull(6))));
        }

        return facts;
    }

    public void Settle(long number) => _settle.Bind(number).Run();

    /// <summary>Reads from disk who is waited for.</summary>
    public void Load(WaitingFacts waiting)
    {
        waiting.Clear();
        while (_waitingAll.Read())
            waiting.Add(_waitingAll.Text(0), (int)_waitingAll.Number(1));
        waiting.Keep();
    }

    /// <summary>Forgets up to <paramref name="limit"/> facts of each kind received before a time, so that no commit pays for a whole day.</summary>
    public void Purge(long before, int limit, WaitingFacts waiting)
    {
        _forget.Bind(before).Bind(limit).Run();
        Forget(_old.Bind(before).Bind(limit), _ => true, waiting);
    }

    /// <summary>Forgets what was said of times in <c>[from, until)</c>, UTC microseconds, and of some people, while it still waits for an interaction.</summary>
    public void Erase(long from, long until, Func<string, bool> isMeant, WaitingFacts waiting) => Forget(_waitingIn.Bind(from).Bind(until), isMeant, waiting);

    public void Dispose()
    {
        foreach (var statement in (Statement[])
            [_oldest, _newest, _update, _mark, _trimmed, _isInJournal, _bringBack, _bringBackText, _isGiven, _give, _isWaiting, _wait, _waiting, _waitingAll, _old, _waitingIn, _settle, _forget])
        {
            statement.Dispose();
        }
    }

    private void Forget(Statement numbersAndPeople, Func<string, bool> isMeant, WaitingFacts waiting)
    {
        List<(long Number, string Folded)> found = [];
        while (numbersAndPeople.Read())
        {
            if (numbersAndPeople.Text(1) is var folded && isMeant(folded))
                found.Add((numbersAndPeople.Number(0), folded));
        }

        foreach (var (number, folded) in found)
        {
            Settle(number);
            waiting.Add(folded, -1);
        }
    }

    private static bool Any(Statement statement)
    {
        var any = statement.Read();
        statement.Reset();
        return any;
    }
}
