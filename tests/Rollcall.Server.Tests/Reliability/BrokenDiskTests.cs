using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rollcall.Server.Tests.Hostile;
using Rollcall.Testing;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>Disks that fail or are full, under the real server.</summary>
public sealed class BrokenDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-disk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task While_fsync_fails_nothing_is_acknowledged_and_afterwards_all_is_well()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "strace is not installed: fsync cannot be made to fail");
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<string>();
        // Rows are moved to their months all the while, which has to wait too.
        var server = await ServerProcess.Start(_folder, new Dictionary<string, string> { ["Rollcall.Storage.MoveRows"] = "1" });
        try
        {
            using var client = server.Client();
            for (var i = 0; i < 20; i++)
                await Send(client, $"before-{i}", acknowledged, refused);
            Assert.Empty(refused);

            using (var strace = await Attach(server.Id))
            {
                for (var i = 0; i < 20; i++)
                    await Send(client, $"during-{i}", acknowledged, refused);
                Assert.Equal(20, refused.Count);
                Assert.Equal(20, acknowledged.Count);
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{HostileInteractions.Native}?limit=1")).StatusCode);
                await Detach(strace);
            }

            // Clients send again what was refused; a part of it may have reached the disk all the same, and must count once.
            foreach (var id in refused.ToList())
                await Send(client, id, acknowledged, []);
            for (var i = 0; i < 20; i++)
                await Send(client, $"after-{i}", acknowledged, []);
            Assert.Equal(60, acknowledged.Count);
            Assert.Equal(acknowledged.Order(StringComparer.Ordinal), await Stored(client));

            await server.Kill();
            await server.DisposeAsync();
            server = await ServerProcess.Start(_folder);
            using var again = server.Client();
            Assert.Equal(acknowledged.Order(StringComparer.Ordinal), await Stored(again));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task On_a_full_disk_it_reads_refuses_writes_and_heals_by_itself()
    {
        // The server leaves the last 256 MB alone: 24 MB are for the test.
        using var disk = TinyDisk.TryMount(Path.Combine(_folder, "disk"), 280);
        Assert.SkipUnless(disk is not null, "mounting a small disk is not allowed here");
        await using var server = await ServerProcess.Start(Path.Combine(disk.Path, "data"));
        using var client = server.Client();
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<string>();
        await Send(client, "first", acknowledged, refused);

        var filler = Path.Combine(disk.Path, "filler");
        TinyDisk.Fill(filler, disk.FreeBytes - (100 << 20));
        await Task.Delay(1_100);   // the room left is looked at once a second
        for (var i = 0; i < 10; i++)
            await Send(client, $"little-{i}", acknowledged, refused);
        Assert.Equal(10, refused.Count);
        Assert.Equal(["first"], await Stored(client));
        await SendPeople(client, HttpStatusCode.InsufficientStorage);

        File.Delete(filler);
        await Task.Delay(1_100);
        await Send(client, "second", acknowledged, refused);
        Assert.Equal(["first", "second"], acknowledged);

        // Full within that second, so that SQLite itself meets the end of the disk in the middle of its writing.
        TinyDisk.Fill(filler, disk.FreeBytes);
        refused.Clear();
        for (var i = 0; i < 10; i++)
            await Send(client, $"nothing-{i}", acknowledged, refused);
        Assert.NotEmpty(refused);
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), await Stored(client));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);

        File.Delete(filler);
        await Task.Delay(1_100);
        await SendPeople(client, HttpStatusCode.OK);
        foreach (var id in refused.ToList())
            await Send(client, id, acknowledged, refused);
        Assert.Equal(12, acknowledged.Count);
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), await Stored(client));
    }

    // Sends an interaction with some text; refusals must be 503 or 507 and say when to come again.
    private static async Task Send(HttpClient client, string id, HashSet<string> acknowledged, List<string> refused)
    {
        var answer = await client.PostAsJsonAsync(HostileInteractions.Native, new { id, end_user = "u", time_start = "2026-03-01T09:00:00Z", input = new string('x', 20_000) });
        if (answer.IsSuccessStatusCode)
        {
            acknowledged.Add(id);
            return;
        }

        Refused(answer);
        refused.Add(id);
    }

    private static async Task SendPeople(HttpClient client, HttpStatusCode expected)
    {
        var answer = await client.PutAsJsonAsync(HostilePeople.Native, new { users = new[] { new { end_user = "u", active_from = "2026-01-01" } } });
        Assert.Equal(expected, answer.StatusCode);
        if (!answer.IsSuccessStatusCode)
            Refused(answer);
    }

    private static void Refused(HttpResponseMessage answer)
    {
        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.ServiceUnavailable, HttpStatusCode.InsufficientStorage });
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<List<string>> Stored(HttpClient client)
    {
        var page = await client.GetFromJsonAsync<JsonElement>($"{HostileInteractions.Native}?limit=1000");
        var ids = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(page.GetProperty("total").GetInt32(), ids.Count);
        return ids;
    }

    // From here on every fsync of the process fails.
    private static async Task<Process> Attach(int process)
    {
        var strace = Process.Start(new ProcessStartInfo(
            "strace", ["-f", "-p", $"{process}", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"])
        { UseShellExecute = false, RedirectStandardError = true })!;
        while (await strace.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(90)) is { } line)
        {
            if (!line.Contains("attached", StringComparison.Ordinal))
                continue;
            _ = strace.StandardError.ReadToEndAsync();
            return strace;
        }

        strace.Dispose();
        Assert.Skip("strace may not attach to a process here");
        return strace;
    }

    private static async Task Detach(Process strace)
    {
        const int Interrupt = 2;
        Assert.Equal(0, Signal(strace.Id, Interrupt));
        await strace.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
