using Microsoft.Data.Sqlite;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Projects;

public sealed class InteractionConditionsTests
{
    // The journal keeps for days what the months have: to go by time would be to look at all of that, and to find nothing.
    [Fact]
    public async Task Rows_that_the_months_have_are_not_looked_at_in_the_journal()
    {
        using var folder = new StoreFolder();
        await using var store = folder.Open();
        await store.Add(Use("ann"), Use("bob"));
        await store.MoveAll();
        await store.Add(Use("cid"));
        using var connection = new SqliteConnection($"Data Source={folder.Path}/project.db;Mode=ReadOnly;Pooling=False");
        connection.Open();
        var ledger = MonthLedger.Read(connection);
        Assert.Equal(["SEARCH i USING INTEGER PRIMARY KEY (rowid>?)"], PlanOf(OfJournal().AndStarting(0, long.MaxValue)));
        Assert.Equal(["SEARCH i USING INTEGER PRIMARY KEY (rowid>?)"], PlanOf(OfJournal().And(new InteractionFilter { EndUser = "cid", From = 0, Until = long.MaxValue }, 2)));

        InteractionConditions OfJournal() => new InteractionConditions(JournalDialect.Instance).AndOfJournal(ledger);

        // Of the interactions: what was erased is looked up for each.
        List<string> PlanOf(InteractionConditions conditions)
        {
            using var rows = new Statement(connection, $"EXPLAIN QUERY PLAN SELECT i.tags FROM interaction i WHERE {conditions.Sql}");
            rows.BindAll(conditions.Values);
            List<string> steps = [];
            while (rows.Read())
                steps.Add(rows.Text(3));
            return [.. steps.Where(step => step.Contains(" i ", StringComparison.Ordinal))];
        }
    }
}
