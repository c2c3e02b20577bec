using System.CommandLine;
using Rollcall.Cli.Server;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>The file of an import and how it is written.</summary>
internal sealed class ImportFile
{
    private readonly Argument<string> _file = ImportCommand.FileArgument();
    private readonly Option<FileFormat?> _format;
    private readonly Option<bool> _utc = new("--utc") { Description = "Times of a Parquet file that have no zone are UTC [default: they are refused]" };
    private readonly Surroundings _around;

    private ImportFile(Command command, Surroundings around)
    {
        _around = around;
        command.Arguments.Add(_file);
        _format = FileFormats.AddTo(command);
        command.Options.Add(_utc);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) == "-" && result.GetValue(_format) is FileFormat.Parquet)
                result.AddError("Parquet is read from a file: its end says what is in it.");
        });
    }

    public static ImportFile AddTo(Command command, Surroundings around) => new(command, around);

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_file);

    /// <summary>Its lines, one after the other.</summary>
    /// <exception cref="UnreadableFileException">The file cannot be opened, or is of another kind: before the first line.</exception>
    public IAsyncEnumerable<ImportLine> Lines(ParseResult parsed, IReadOnlyList<Column> columns, CancellationToken ct)
    {
        var name = Name(parsed);
        var file = NdjsonFile.Open(name, _around);
        switch (FileFormats.Of(parsed.GetValue(_format), name))
        {
            case FileFormat.Csv:
                return CsvFile.Lines(file, name, columns, ct);
            case FileFormat.Parquet:
                file.Dispose();
                return ParquetTable.Lines(name, columns, parsed.GetValue(_utc), ct).ToAsyncEnumerable();
            default:
                return NdjsonFile.Lines(file, ct).Select(line => new ImportLine(line.Number, line.Bytes, []));
        }
    }

    /// <summary>Says what is wrong with a row, and returns whether it can be sent.</summary>
    public static bool IsSound(ImportLine line, Rejections rejections)
    {
        if (line.Faults.Count == 0)
            return true;
        rejections.Add(line.Number, line.Faults[0].Code, string.Join("; ", line.Faults.Select(fault => fault.Message)));
        return false;
    }
}
