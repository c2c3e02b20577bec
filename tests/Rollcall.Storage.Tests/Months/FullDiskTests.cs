using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Testing;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

public sealed class FullDiskTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_disk_that_fills_up_while_rows_are_moved_costs_nothing_but_time()
    {
        using var disk = TinyDisk.TryMount(Path.Combine(_folder.Path, "disk"), 60);
        Assert.SkipUnless(disk is not null, "mounting a small disk is not allowed here");
        var filler = Path.Combine(disk.Path, "filler");
        var path = Path.Combine(disk.Path, "store");
        // Without a floor, so that the engines themselves meet the end of the disk.
        var options = new ProjectStoreOptions { DiskFloorBytes = 0, MoveRows = 1_000_000 };
        var store = _folder.Open(path, options);
        try
        {
            var random = new Random(3);
            for (var i = 0; i < 4; i++)
                await store.Add([.. Enumerable.Range(0, 700).Select(j => Use($"u{j % 9}", $"2026-0{1 + (j % 4)}-01T09:00:00Z", id: $"{i}-{j}", input: Noise(random)))]);
            var whole = store.Everything();
            for (var round = 0; round < 3; round++)
            {
                TinyDisk.Fill(filler, disk.FreeBytes - (1 << 20));
                await Assert.ThrowsAnyAsync<Exception>(store.MoveAll);
                Assert.Equal(whole, store.Everything());
                File.Delete(filler);
                _folder.Clock.Advance(TimeSpan.FromMinutes(2));
            }

            await store.MoveAll();
            Assert.Equal(whole, store.Everything());
            Assert.Equal([RowStatus.Accepted], await store.Add(Use("new")));
            await store.DisposeAsync();
            store = _folder.Open(path, options);
            Assert.Equal(2_801, store.BrowseInteractions(new(), null, 1).Total);
            Assert.Empty(store.Statistics().IncompleteMonths);
            Assert.Equal(0, MonthFiles.Journal(path, "SELECT count(damaged_at) FROM month"));
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static string Noise(Random random) => string.Create(3_000, random, static (text, random) =>
    {
        foreach (ref var c in text)
            c = (char)random.Next(' ', '~');
    });
}
