using Rollcall.Server.Tests.Reliability;
using Xunit;

namespace Rollcall.Server.Tests.Hostile;

/// <summary>One real server for a class of tests, with somebody on its list and one interaction.</summary>
public sealed class HostileServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-hostile-").FullName;

    internal ServerProcess Process { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = await ServerProcess.Start(_folder);
        Client = Process.Client();
        (await Client.PutAsJsonAsync(HostilePeople.Native, new { users = new[] { new { end_user = "seed", active_from = "2026-01-01", tags = new { department = "Sales" } } } })).EnsureSuccessStatusCode();
        (await Client.PostAsJsonAsync(HostileInteractions.Native, new { end_user = "seed", time_start = "2026-01-05T09:00:00Z", input = "first" })).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>All that is stored, as far as anybody can see: the list, the history of somebody on it, the number of interactions and the newest of them.</summary>
    internal async Task<string> Contents() => string.Join('\n',
        await Client.GetStringAsync(HostilePeople.Nebuly),
        await Client.GetStringAsync($"{HostilePeople.Native}?end_user=seed"),
        await Client.GetStringAsync($"{HostileInteractions.Native}?limit=3"));
}
