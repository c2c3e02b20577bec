using System.Globalization;
using Rollcall.Cli;
using Rollcall.Server.Accounts;
using Rollcall.Server.Projects;
using Xunit;

namespace Rollcall.Server.Tests.Export;

/// <summary><c>rollcall export</c> and <c>import</c> against projects of a server that listens, with files in a folder that goes with it.</summary>
internal sealed class Files : IAsyncDisposable
{
    private readonly RollcallServer _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-files-");
    private int _made;

    private Files(RollcallServer server) => _server = server;

    public static async Task<Files> Start() => new(await RollcallServer.Start(today: new DateOnly(2026, 3, 10), listens: true));

    /// <summary>A new project; returns its key.</summary>
    public async Task<string> Project()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"project {++_made}");
        var (made, faults) = await _server.Services.GetRequiredService<ProjectService>().Create(name, "UTC", "monday", owner: null, Actor.Server);
        Assert.Empty(faults);
        return made!.Key.Text;
    }

    /// <summary>A name for a file that is not there yet.</summary>
    public string New(string extension) => Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{++_made}.{extension}"));

    public async Task<string> Of(string extension, byte[] bytes)
    {
        var file = New(extension);
        await File.WriteAllBytesAsync(file, bytes);
        return file;
    }

    public async Task<(int Code, string Output, string Error)> Run(string key, params string[] args)
    {
        var around = new Surroundings(_ => null, TimeProvider.System, () => Stream.Null);
        using StringWriter output = new(), error = new();
        var code = await RollcallCommand.Run([.. args, "--url", _server.Address.ToString(), "--key", key], around, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Exports a table; returns the file.</summary>
    public async Task<string> Export(string key, string table, string extension)
    {
        var file = New(extension);
        var (code, _, error) = await Run(key, "export", table, "--out", file);
        Assert.True(code == 0, error);
        return file;
    }

    /// <summary>Imports a file, of which nothing may be rejected; returns the counts.</summary>
    public async Task<string> Import(string key, string table, string file, params string[] more)
    {
        var (code, output, error) = await Run(key, ["import", table, file, .. more]);
        Assert.True(code == 0, error);
        return output.Trim();
    }

    /// <summary>The lines of an export in NDJSON, in an order that does not depend on that of arrival.</summary>
    public async Task<string[]> Lines(string key, string table) => [.. (await File.ReadAllLinesAsync(await Export(key, table, "ndjson"))).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
