using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class ProjectStoresTests
{
    private static readonly ProjectInfo Acme = new("acme", "Acme", new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday));

    private readonly List<Store> _opened = [];

    [Fact]
    public async Task A_store_is_opened_once_however_many_ask_for_it()
    {
        await using var stores = new ProjectStores(Open);
        var got = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => stores.Get(Acme).AsTask()));
        Assert.Single(got.Distinct());
        Assert.Single(_opened);
        Assert.NotSame(got[0], await stores.Get(Acme with { Id = "other" }));
    }

    [Fact]
    public async Task Stores_are_closed_with_the_server_and_not_opened_after_it()
    {
        var stores = new ProjectStores(Open);
        await stores.Get(Acme);
        await stores.DisposeAsync();
        Assert.True(Assert.Single(_opened).IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stores.Get(Acme));
    }

    [Fact]
    public async Task A_store_that_did_not_open_is_tried_again()
    {
        var attempts = 0;
        await using var stores = new ProjectStores(project => ++attempts == 1 ? throw new IOException("full") : Open(project));
        await Assert.ThrowsAsync<IOException>(async () => await stores.Get(Acme));
        Assert.NotNull(await stores.Get(Acme));
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_leaves_the_opening_to_the_others()
    {
        var gate = new TaskCompletionSource();
        await using var stores = new ProjectStores(async project =>
        {
            await gate.Task;
            return await Open(project);
        });
        using var impatient = new CancellationTokenSource();
        var first = stores.Get(Acme, impatient.Token).AsTask();
        var second = stores.Get(Acme).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.NotNull(await second);
        Assert.Single(_opened);
    }

    private Task<IAsyncDisposable> Open(ProjectInfo project)
    {
        var store = new Store();
        _opened.Add(store);
        return Task.FromResult<IAsyncDisposable>(store);
    }

    private sealed class Store : IAsyncDisposable
    {
        public bool IsClosed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
