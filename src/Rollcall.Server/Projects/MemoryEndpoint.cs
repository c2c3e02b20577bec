using System.Globalization;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>
/// Who holds the memory of the process, which cannot be told apart from outside: a line each with a name and bytes. There only where the environment is
/// <c>Benchmark</c>.
/// </summary>
internal static class MemoryEndpoint
{
    public static void MapMemoryForBenchmarks(this WebApplication app)
    {
        if (app.Environment.IsEnvironment("Benchmark"))
            app.MapGet("/api/v1/memory", Get).RequireAuthorization(Keys.Read).ExcludeFromDescription();
    }

    private static async Task<IResult> Get(HttpContext context, ProjectStores stores, CancellationToken ct)
    {
        var store = await stores.Get(context.Project(), ct);
        List<(string Name, long Bytes)> held = [("heap", GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes), ("journal", ProjectStore.JournalMemory)];
        held.AddRange(store.EngineMemory().Select(use => ($"engine {use.Key}", use.Value)));
        return TypedResults.Text(string.Concat(held.Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {line.Bytes}\n"))));
    }
}
