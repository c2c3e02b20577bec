using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Rollcall.Cli.Import;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Export;

/// <summary>Where an export goes and how it is written: standard output, or a file that has its name only once it is whole.</summary>
internal sealed class ExportFile
{
    private readonly Option<string?> _out = new("--out") { Description = "The file to write, which must not be there yet [default: standard output]" };
    private readonly Option<FileFormat?> _format;
    private readonly TimeProvider _time;

    private ExportFile(Command command, TimeProvider time)
    {
        _time = time;
        _format = FileFormats.AddTo(command);
        command.Options.Add(_out);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_out) is null && result.GetValue(_format) is FileFormat.Parquet)
                result.AddError("Parquet goes to a file: name it with --out.");
        });
    }

    public static ExportFile AddTo(Command command, Surroundings around) => new(command, around.Time);

    /// <param name="parsed">The command line.</param>
    /// <param name="server">Where it comes from.</param>
    /// <param name="path">The export's address there, with its parameters but the format.</param>
    /// <param name="columns">Of the file, where it is a table that is made here.</param>
    public async Task<int> Write(ParseResult parsed, RollcallServer server, string path, IReadOnlyList<Column> columns, CancellationToken ct)
    {
        var (file, console) = (parsed.GetValue(_out), parsed.InvocationConfiguration);
        var format = FileFormats.Of(parsed.GetValue(_format), file);
        if (file is not null && File.Exists(file))
        {
            await console.Error.WriteLineAsync($"{file} is there already.");
            return ExitCode.Usage;
        }

        var part = $"{file}.part";
        try
        {
            await using var answer = await server.Open(path + (format == FileFormat.Csv ? "&format=csv" : "&format=ndjson"), ct);
            var progress = new Progress(_time, console.Error);
            progress.End(file is null
                ? await ExportedText.Copy(answer, format, Decoded(console.Output), progress, ct)
                : await WriteFile(part, answer, format, columns, progress, ct));
            if (file is not null)
                File.Move(part, file);
            return ExitCode.Done;
        }
        catch (Exception cut) when (cut is HttpIOException or HttpRequestException || cut.InnerException is SocketException)
        {
            Remove();
            throw new ServerException($"The answer ended before it was whole: {cut.Message}", cut);
        }
        catch
        {
            Remove();
            throw;
        }

        void Remove()
        {
            if (file is not null)
                File.Delete(part);
        }
    }

    private static async Task<long> WriteFile(string part, Stream answer, FileFormat format, IReadOnlyList<Column> columns, Progress progress, CancellationToken ct)
    {
        if (format == FileFormat.Parquet)
            return await Task.Run(() => ParquetFile.Write(part, [.. columns.Where(column => column.IsExported)], NdjsonFile.Lines(answer, ct), progress, ct), ct);
        await using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        return await ExportedText.Copy(answer, format, async piece => await file.WriteAsync(piece, ct), progress, ct);
    }

    // A character may begin in one piece and end in the next.
    private static Func<ReadOnlyMemory<byte>, Task> Decoded(TextWriter output)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[ExportedText.PieceBytes + 1];
        return piece => output.WriteAsync(text.AsMemory(0, decoder.GetChars(piece.Span, text, flush: false)));
    }
}
