using System.Globalization;
using System.Text.Json;
using Rollcall.Server.Tests.Hostile;
using Rollcall.Storage.Backups;
using Rollcall.Storage.Examination;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>Backups made by another process while the server takes interactions.</summary>
[Collection(Alone.Name)]
public sealed class BackupTests : IDisposable
{
    private const int Loaded = 12_000;   // more than wait in the journal, so that months are filled

    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-backup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_server_on_a_restored_backup_has_what_was_acknowledged_when_it_was_made()
    {
        var (data, backup, restored) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "backup"), Path.Combine(_folder, "restored"));
        var sender = new Sender(Next(), TimeSpan.Zero);
        List<string> before;
        BackupManifest manifest;
        await using (var server = await ServerProcess.Start(data))
        {
            using var client = server.Client();
            using var stop = new CancellationTokenSource();
            var sending = sender.Work(client, 1, stop.Token);
            while (sender.Acknowledged < 20)
                await Task.Delay(10).WaitAsync(HangLimit);
            before = [.. Enumerable.Range(0, Loaded + (3 * (sender.Acknowledged - 1))).Select(i => $"i{i}")];
            manifest = await BackupCopy.Create(data, backup, TimeProvider.System, _ => { }, default).WaitAsync(HangLimit);
            Assert.Throws<Storage.StoreInUseException>(() => FolderExamination.Examine(data, TimeProvider.System, _ => { }));
            await stop.CancelAsync();
            await sending;
        }

        List<Finding> findings = [];
        await BackupCheck.Check(backup, TimeProvider.System, findings.Add, default);
        Assert.Empty(findings);
        await BackupRestore.Restore(backup, restored, _ => { }, default);
        await using (var server = await ServerProcess.Start(restored))
        {
            using var client = server.Client();   // with the key that the copied registry knows
            var stored = await Stored(client);
            Assert.Equal(manifest.Projects.Single().Interactions, stored.Count);
            Assert.Empty(before.Except(stored, StringComparer.Ordinal));
            Assert.Empty(stored.Except(sender.Interactions.Keys, StringComparer.Ordinal));
            // Every sending is one transaction: none is there by half.
            Assert.Equal(0, (stored.Count - Loaded) % 3);
        }
    }

    private static async Task<HashSet<string>> Stored(HttpClient client)
    {
        var stored = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{HostileInteractions.Native}?limit=1000{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
                Assert.True(stored.Add(item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return stored;
    }

    private static Func<int, Sending> Next()
    {
        var number = 0;
        var start = TimeProvider.System.GetUtcNow().AddDays(-100);
        return _ =>
        {
            var first = number == 0;
            var interactions = Enumerable.Range(number, first ? Loaded : 3).Select(i => $"i{i}").ToList();
            number += interactions.Count;
            var lines = interactions.Select((id, i) => string.Create(
                CultureInfo.InvariantCulture, $$"""{"id":"{{id}}","end_user":"user {{i % 50}}","time_start":"{{start.AddMinutes(i * 10):yyyy-MM-dd'T'HH:mm:ss}}Z","input":"text {{id}}"}"""));
            return first
                ? new(1, HttpMethod.Post, HostileInteractions.Native, "application/x-ndjson", string.Join('\n', lines), IsWhole: false, interactions, new Dictionary<string, string>())
                : new(1, HttpMethod.Post, HostileInteractions.Native, "application/json", $"[{string.Join(',', lines)}]", IsWhole: true, interactions, new Dictionary<string, string>());
        };
    }
}
