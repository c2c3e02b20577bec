namespace Rollcall.Cli.Import;

/// <summary>One line or row of a file, as JSON that can be sent; or why it cannot.</summary>
/// <param name="Number">From 1: the line of NDJSON, the row of CSV (the first names the columns), the row of Parquet.</param>
/// <param name="Json">One JSON object without line breaks; the server judges what is in it. Empty where there are faults.</param>
/// <param name="Faults">All that is wrong with the row.</param>
internal readonly record struct ImportLine(long Number, byte[] Json, IReadOnlyList<RowFault> Faults);

/// <param name="Code">The stable name of the fault.</param>
/// <param name="Message">The fault in words, with its column.</param>
internal sealed record RowFault(string Code, string Message);
