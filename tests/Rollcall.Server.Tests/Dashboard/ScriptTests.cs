using System.IO.Compression;
using Xunit;

namespace Rollcall.Server.Tests.Dashboard;

public sealed class ScriptTests
{
    [Fact]
    public async Task The_script_is_at_most_8_KB_compressed()
    {
        await using var host = await DashboardHost.Start();
        using var client = new HttpClient { BaseAddress = host.Address };
        var script = await client.GetByteArrayAsync("app.js", TestContext.Current.CancellationToken);
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(script, TestContext.Current.CancellationToken);
        Assert.InRange(compressed.Length, 1, 8 * 1024);
    }
}
