using System.Globalization;

namespace Rollcall.Bench.Soak;

/// <summary>Who holds what a server has in the machine's memory, in bytes.</summary>
/// <param name="Resident">All of it.</param>
/// <param name="Files">Programs and libraries, and what the runtime has compiled: they come from files, or count as such.</param>
/// <param name="Heap">What the managed heap has from the system; about half of it is in use.</param>
/// <param name="Journal">The library of the journal: pages and statements.</param>
/// <param name="Engine">What the engine of the months says it holds: its cache, rows that are not in the files yet, and what questions need.</param>
internal sealed record ServerMemory(long Resident, long Files, long Heap, long Journal, long Engine)
{
    /// <summary>The head of the columns of <see cref="ToString"/>, in megabytes.</summary>
    public const string Columns = "resident MB | of files | managed heap | journal's library | engine of the months | rest";

    /// <summary>What nobody claims: stacks, and what allocators keep.</summary>
    public long Rest => Math.Max(0, Resident - Files - Heap - Journal - Engine);

    /// <param name="process">Its number.</param>
    /// <param name="client">With a key.</param>
    public static async Task<ServerMemory> Of(int process, HttpClient client)
    {
        var held = Lines(await client.GetStringAsync(new Uri("/api/v1/memory", UriKind.Relative)));
        var status = Lines(await File.ReadAllTextAsync($"/proc/{process}/status"));
        return new(
            Kilobytes("VmRSS"), Kilobytes("RssFile") + Kilobytes("RssShmem"), Bytes("heap"), Bytes("journal"),
            held.Where(line => line.Key.StartsWith("engine", StringComparison.Ordinal)).Sum(line => long.Parse(line.Value, CultureInfo.InvariantCulture)));

        long Bytes(string name) => long.Parse(held[name], CultureInfo.InvariantCulture);

        long Kilobytes(string name) => 1_024 * long.Parse(status[name].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public override string ToString() => string.Join(" | ", new[] { Resident, Files, Heap, Journal, Engine, Rest }.Select(bytes => (bytes / 1_000_000).ToString("N0", CultureInfo.InvariantCulture)));

    private static Dictionary<string, string> Lines(string text) => text.Split('\n').Select(line => line.Split(':', 2)).Where(line => line.Length == 2)
        .ToDictionary(line => line[0], line => line[1].Trim(), StringComparer.Ordinal);
}
