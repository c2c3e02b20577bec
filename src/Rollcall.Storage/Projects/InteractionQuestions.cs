using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Asks about interactions, in the journal and in the months, again where a month was written anew meanwhile. Thread-safe.</summary>
internal sealed class InteractionQuestions(ReadPool reads, MonthEngine engine, ProjectWriter writer)
{
    private const int Times = 5;

    /// <exception cref="StoreUnavailableException">A month is damaged and going to be mended, or is written anew again and again.</exception>
    public T Ask<T>(Func<InteractionSearch, T> question)
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return AskOnce(question);
            }
            catch (MonthRewrittenException rewritten)
            {
                if (i == Times)
                    throw new StoreUnavailableException("Months are being written anew. Try again shortly.", rewritten);
            }
        }
    }

    private T AskOnce<T>(Func<InteractionSearch, T> question)
    {
        using var lease = reads.Rent();
        using var search = new InteractionSearch(lease.Connection, engine, () => writer.Ledger);
        try
        {
            return question(search);
        }
        catch (MonthDamagedException damage)
        {
            writer.Report(damage, search.Ledger.Find(damage.Month)?.DamagedAt);
            throw new StoreUnavailableException($"The interactions of {damage.Month} are being repaired. Try again shortly.", damage);
        }
    }
}
