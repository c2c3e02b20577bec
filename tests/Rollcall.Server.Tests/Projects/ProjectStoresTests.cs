using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel.Time;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Xunit;

namespace Rollcall.Server.Tests.Projects;

public sealed class ProjectStoresTests : IAsyncDisposable
{
    private static readonly ProjectInfo Acme = new("acmeacmeacme", "Acme", new ProjectCalendar(TimeZoneInfo.Utc, DayOfWeek.Monday));

    private readonly string _path = Directory.CreateTempSubdirectory("rollcall-stores-").FullName;
    private readonly DataFolder _folder;
    private readonly ProjectStores _stores;

    public ProjectStoresTests()
    {
        _folder = DataFolder.Open(_path);
        _stores = new ProjectStores(_folder, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task A_store_is_opened_once_however_many_ask_for_it()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _stores.Get(Acme).AsTask()));
        Assert.Single(got.Distinct());
        Assert.NotSame(got[0], await _stores.Get(Acme with { Id = "otherotherot" }));
        Assert.Equal(
            ["acmeacmeacme", "otherotherot"],
            Directory.EnumerateDirectories(_folder.Projects).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_opened_after_the_server_has_closed_them()
    {
        await _stores.Get(Acme);
        await _stores.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _stores.Get(Acme));
    }

    [Fact]
    public async Task A_store_that_did_not_open_is_tried_again()
    {
        var inTheWay = Path.Combine(_folder.Projects, Acme.Id);
        await File.WriteAllTextAsync(inTheWay, "a file where the folder should be");
        await Assert.ThrowsAnyAsync<Exception>(async () => await _stores.Get(Acme));
        File.Delete(inTheWay);
        Assert.True((await _stores.Get(Acme)).IsReady);
    }
}
