using System.Globalization;
using System.Text;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>The WHERE clause of a question about interactions, with its values, in the words of one engine. Values are only ever bound.</summary>
internal sealed class InteractionConditions(IInteractionDialect dialect)
{
    private readonly StringBuilder _sql = new("1 = 1");
    private readonly List<object?> _values = [];

    public string Sql => _sql.ToString();

    public IReadOnlyList<object?> Values => _values;

    /// <summary>Whether the texts have to be looked at.</summary>
    public bool ReadsText { get; private set; }

    public InteractionConditions And(string condition, params ReadOnlySpan<object?> values)
    {
        _sql.Append(" AND ").Append(condition);
        _values.AddRange(values);
        return this;
    }

    /// <param name="filter">What was asked.</param>
    /// <param name="identifier">The number of <see cref="InteractionFilter.EndUser"/>; null where it was never met.</param>
    public InteractionConditions And(InteractionFilter filter, int? identifier)
    {
        And(filter.Terms);
        if (filter.EndUser is not null)
            And("i.identifier = ?", identifier ?? -1);
        if (filter.From is { } from)
            And($"{dialect.TimeStart} >= ?", from);
        if (filter.Until is { } until)
            And($"{dialect.TimeStart} < ?", until);
        if (filter.Id is { } id)
        {
            var (sql, values) = Named(dialect, id);
            And(sql, values);
        }

        if (filter.Contains is { Length: > 0 } text)
        {
            var (sql, values) = dialect.Holds(text);
            And(sql, values);
            ReadsText = true;
        }

        return this;
    }

    /// <summary>Only what comes after a place in a list that runs from the newest start to the oldest.</summary>
    public InteractionConditions AndBefore(InteractionCursor cursor) => And(
        $"{dialect.TimeStart} <= ? AND ({dialect.TimeStart} < ? OR i.seq < ?)", cursor.TimeStart, cursor.TimeStart, cursor.Seq);

    /// <summary>Of a month's file nothing that was erased: it may still be there.</summary>
    public InteractionConditions AndNotErased(MonthLedger ledger, Month month) =>
        ledger.Erased.TryGetValue(month, out var runs) ? And($"NOT {MonthDialect.Within(runs)}") : this;

    /// <summary>Those that start in <c>[from, until)</c>, UTC microseconds.</summary>
    public InteractionConditions AndStarting(long from, long until) => And($"{dialect.TimeStart} >= ? AND {dialect.TimeStart} < ?", from, until);

    public InteractionConditions AndThrough(long seq) => And("i.seq <= ?", seq);

    /// <summary>Of the journal's rows those for which no month file answers.</summary>
    public InteractionConditions AndNotMoved(MonthLedger ledger) => AndNotMoved(ledger, []);

    /// <summary>Of the journal's rows those that it answers for: what no file has, or no file has as it is now.</summary>
    public InteractionConditions AndOfJournal(MonthLedger ledger) =>
        AndNotMoved(ledger, ledger.Changed.Count == 0 ? [] : ["i.seq IN (SELECT seq FROM changed_interaction WHERE fold IS NULL)"]);

    /// <summary>Of the rows of a month's file those that it answers for.</summary>
    public InteractionConditions AndOfMonth(MonthLedger ledger, Month month)
    {
        AndThrough(ledger.MovedThrough).AndNotErased(ledger, month);
        return ledger.Changed.TryGetValue(month, out var changed) ? And($"i.seq NOT IN ({string.Join(", ", changed)})") : this;
    }

    private InteractionConditions AndNotMoved(MonthLedger ledger, ReadOnlySpan<string> others)
    {
        List<string> alternatives = ["i.seq > ?", .. others];
        List<object?> values = [ledger.MovedThrough];
        foreach (var entry in ledger.Months.Where(entry => entry.IsRepairing))
        {
            alternatives.Add("(i.time_start >= ? AND i.time_start < ?)");
            values.AddRange(entry.Month.Start, entry.Month.End);
        }

        return And($"({string.Join(" OR ", alternatives)}) AND {JournalDialect.NotErased}", [.. values]);
    }

    public InteractionConditions AndConversation(string id) => And($"i.conversation = {dialect.TextPlace}", dialect.TextValue(id));

    public InteractionConditions And(EventFilterTerms terms)
    {
        foreach (var (key, allowed) in terms.Values)
        {
            var held = Held(dialect, key, out var path);
            List<string> present = [.. allowed.Where(value => value.Length > 0)];
            List<string> alternatives = [];
            List<object?> values = [];
            if (present.Count > 0)
            {
                alternatives.Add($"{held} IN ({string.Join(", ", present.Select(_ => dialect.TextPlace))})");
                values.Add(path);
                values.AddRange(present.Select(dialect.TextValue));
            }

            if (present.Count < allowed.Count)
            {
                alternatives.Add($"{held} IS NULL");
                values.Add(path);
            }

            And(alternatives.Count == 0 ? "1 = 0" : $"({string.Join(" OR ", alternatives)})", [.. values]);
        }

        return this;
    }

    /// <summary>The value that an interaction has for a key: the field of that name, where there is one and it is not empty, before the tag.</summary>
    /// <param name="dialect">Of which engine.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">To be bound for it.</param>
    public static string Held(IInteractionDialect dialect, string key, out object path)
    {
        (var held, path) = dialect.Tag(key);
        return key is "model" or "agent" or "error" ? $"coalesce(nullif(i.{key}, ''), {held})" : held;
    }

    /// <summary>Whether the row has an id: the sender's own, or the one made of the content.</summary>
    public static (string Sql, object[] Values) Named(IInteractionDialect dialect, string id)
    {
        var identity = dialect.IdentityValue(InteractionIdentity.OfId(id));
        return FromHex(id) is { } made ? ("(i.identity = ? OR (i.identity = ? AND i.id IS NULL))", [identity, dialect.IdentityValue(made)]) : ("i.identity = ?", [identity]);
    }

    private static UInt128? FromHex(string id) =>
        id.Length == 32 && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var identity) ? identity : null;
}
