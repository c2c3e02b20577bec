using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>What the writer has to know of the months before it can go on. For its thread.</summary>
internal sealed class MonthQuestions(Mover mover)
{
    /// <inheritdoc cref="Mover.Ledger"/>
    public MonthLedger Ledger => mover.Ledger;

    /// <summary>Adds the identities of a month that start in a span within it.</summary>
    public void AddIdentities(long from, long until, Dictionary<UInt128, ulong> identities)
    {
        var month = Month.Of(from);
        if (mover.Ledger.Find(month) is not { IsRepairing: false } entry)
            return;
        Ask(entry, session =>
        {
            IdentityReads.Of(session, mover.Ledger, month, from, until, (identity, content) => identities.TryAdd(identity, content));
            return 0;
        });
    }

    /// <summary>Asks the file of a month something that the writer has to know at once.</summary>
    /// <exception cref="StoreUnavailableException">It is damaged, and is going to be repaired.</exception>
    public T Ask<T>(MonthEntry entry, Func<MonthSession, T> question)
    {
        try
        {
            using var session = MonthSession.ForWriter(mover.Engine, mover.Ledger);
            return question(session);
        }
        catch (MonthDamagedException damage)
        {
            mover.Report(damage, entry.DamagedAt);
            throw new StoreUnavailableException("A month is being repaired. Try again shortly.", damage);
        }
    }
}
