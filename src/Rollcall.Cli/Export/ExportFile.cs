using System.CommandLine;
using System.Text;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Export;

/// <summary>Where an export goes: standard output, or a file that has its name only once it is whole.</summary>
internal static class ExportFile
{
    private const int ProgressEvery = 100_000;

    public static Option<string?> AddTo(Command command)
    {
        var option = new Option<string?>("--out") { Description = "The file to write, which must not be there yet [default: standard output]" };
        command.Options.Add(option);
        return option;
    }

    public static async Task<int> Write(string? file, RollcallServer server, string path, InvocationConfiguration console, CancellationToken ct)
    {
        if (file is null)
        {
            await Copy(server, path, console.Output, console.Error, ct);
            return ExitCode.Done;
        }

        if (File.Exists(file))
        {
            await console.Error.WriteLineAsync($"{file} is there already.");
            return ExitCode.Usage;
        }

        var part = $"{file}.part";
        try
        {
            await using (var writer = new StreamWriter(part, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
                await Copy(server, path, writer, console.Error, ct);
            File.Move(part, file);
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        return ExitCode.Done;
    }

    private static async Task Copy(RollcallServer server, string path, TextWriter output, TextWriter notes, CancellationToken ct)
    {
        var (lines, said) = (0L, 0L);
        await foreach (var text in server.Download(path, ct))
        {
            await output.WriteAsync(text, ct);
            lines += text.Span.Count('\n');
            if (lines - said < ProgressEvery)
                continue;
            said = lines;
            await notes.WriteLineAsync($"{lines:N0} lines");
        }

        await output.FlushAsync(ct);
        await notes.WriteLineAsync($"{lines:N0} lines, all there are");
    }
}
