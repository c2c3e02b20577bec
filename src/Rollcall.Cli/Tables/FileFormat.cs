using System.CommandLine;

namespace Rollcall.Cli.Tables;

/// <summary>How a file of interactions or people is written.</summary>
internal enum FileFormat
{
    Ndjson,
    Csv,
    Parquet,
}

/// <summary><c>--format</c>: said, or seen from the name of the file.</summary>
internal static class FileFormats
{
    public static Option<FileFormat?> AddTo(Command command)
    {
        var option = new Option<FileFormat?>("--format")
        {
            Description = "ndjson, csv or parquet [default: as the file's name ends, else ndjson]",
            CustomParser = result => Enum.Parse<FileFormat>(result.Tokens[0].Value, ignoreCase: true),
        };
        option.AcceptOnlyFromAmong("ndjson", "csv", "parquet");
        command.Options.Add(option);
        return option;
    }

    /// <param name="named">What <c>--format</c> says, if anything.</param>
    /// <param name="file">The file's name, if it has one.</param>
    public static FileFormat Of(FileFormat? named, string? file) => named ?? Path.GetExtension(file)?.ToUpperInvariant() switch
    {
        ".CSV" => FileFormat.Csv,
        ".PARQUET" => FileFormat.Parquet,
        _ => FileFormat.Ndjson,
    };
}
