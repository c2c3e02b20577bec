using DuckDB.NET.Data;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

public sealed class QueryLimitTests
{
    [Fact]
    public void A_statement_that_takes_too_long_is_interrupted_and_the_next_one_is_not()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using (var endless = connection.Command("SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * b.range) % 7 = 3", []))
        using (new QueryLimit(endless, TimeSpan.FromMilliseconds(50)))
            Assert.Throws<OperationCanceledException>(() => endless.ExecuteScalar());
        Assert.Equal([7L], connection.Numbers("SELECT 7::BIGINT"));
    }

    [Fact]
    public async Task A_reader_is_told_that_it_took_too_long_and_the_writer_goes_on()
    {
        using var folder = new StoreFolder();
        await using var store = folder.Open(new() { QuestionLimit = TimeSpan.Zero });
        await store.Add(Use("ann", id: "1"));
        await store.MoveAll();
        Assert.Throws<StoreUnavailableException>(() => store.BrowseInteractions(new() { Contains = "x" }, null, 1));
        Assert.Equal([RowStatus.Duplicate, RowStatus.Accepted], await store.Add(Use("ann", id: "1"), Use("bob", id: "2")));
        await store.MoveAll();
        Assert.Equal(2, store.Stored());
    }
}
