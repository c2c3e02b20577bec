using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Usage;

namespace Rollcall.Storage.Erasing;

/// <summary>In which stretches of time the interactions of an erasure are looked for: as a whole, or a month at a time where all of many are meant.</summary>
internal sealed record ErasurePlan(IReadOnlyList<UsageScope> Scopes)
{
    /// <summary>Interactions of one commit.</summary>
    private const int AtOnce = 100_000;

    public static ErasurePlan Of(Erasure erasure, MonthLedger ledger, long throughSeq)
    {
        var (from, until) = (erasure.From ?? long.MinValue, erasure.Until ?? long.MaxValue);
        List<MonthEntry> months = [.. ledger.Months.Where(entry => entry.Month.End > from && entry.Month.Start < until)];
        var isMuch = erasure.Conditions.Count == 0 && months.Sum(entry => entry.Held) > AtOnce;
        // In the end what only the journal has.
        return new([.. (isMuch ? months : []).Select(entry => (Math.Max(from, entry.Month.Start), Math.Min(until, entry.Month.End))).Append((from, until)).Select(Scope)]);

        UsageScope Scope((long Begins, long Ends) span) => new() { Bounds = [span.Begins, span.Ends], ThroughSeq = throughSeq, Conditions = erasure.Conditions };
    }

    /// <param name="find">At most so many of what a scope still has.</param>
    /// <param name="erase">Erases some in one commit; is told how many went before, and whether it is the last.</param>
    public async Task<WriteResult<ErasureOutcome>> Run(
        Func<UsageScope, int, List<ErasedInteraction>> find, Func<List<ErasedInteraction>, long, bool, Task<WriteResult<ErasureOutcome>>> erase)
    {
        var erased = 0L;
        foreach (var scope in Scopes)
        {
            List<ErasedInteraction> rows;
            do
            {
                rows = find(scope, AtOnce);
                var isLast = rows.Count < AtOnce && scope == Scopes[^1];
                if (rows.Count == 0 && !isLast)
                    continue;
                var result = await erase(rows, erased, isLast);
                if (isLast || result.Done is null)
                    return result;
                erased += rows.Count;
            }
            while (rows.Count == AtOnce);
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
