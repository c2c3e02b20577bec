using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>What DuckDB's errors mean. Only those that say so of the file itself count as damage: a file is never set aside for lack of memory, disk or time.</summary>
internal static class DuckDbErrors
{
    private static readonly string[] OfTheFile = ["Corrupt database file", "Could not read enough bytes", "not a valid DuckDB database file", "Failed to deserialize"];

    private static readonly string[] OfTheDisk = ["No space left", "Could not write", "failed to offload", "max_temp_directory_size"];

    /// <summary>Of a file that is being opened: a table of ours that is not there is damage too.</summary>
    public static Exception TranslateOpening(DuckDBException error, Month month) =>
        error.Message.Contains("Trying to read a database file with version number", StringComparison.Ordinal)
            ? new StoreFormatException($"The file of {month} was written by a newer version of Rollcall. Use that one.", error)
        : error.Message.StartsWith("Catalog Error", StringComparison.Ordinal) || error.Message.StartsWith("Binder Error", StringComparison.Ordinal)
            ? new MonthDamagedException(month, "its tables are not there", error)
        : Translate(error, month);

    public static Exception Translate(DuckDBException error, Month month) =>
        error.ErrorType == DuckDBErrorType.Serialization || Says(error, OfTheFile) ? new MonthDamagedException(month, "it cannot be read", error) : Translate(error);

    public static StoreUnavailableException Translate(DuckDBException error) => error switch
    {
        _ when Says(error, OfTheDisk) => new("The disk of the server is full.", error) { IsDiskFull = true },
        _ when error.Message.StartsWith("Out of Memory Error", StringComparison.Ordinal) => new("The engine's memory was too small for the question.", error) { IsOutOfMemory = true },
        _ => new("The months could not be read or written.", error),
    };

    private static bool Says(DuckDBException error, string[] texts) => texts.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
