using System.Runtime.CompilerServices;
using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>A table as exports write it: RFC 4180 in UTF-8, commas, a first row that names the columns.</summary>
internal static class CsvFile
{
    private const string BeginsFormula = "=+-@\t\r\n";

    public static async IAsyncEnumerable<ImportLine> Lines(Stream file, string name, IReadOnlyList<Column> known, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var closed = file;
        RowJson? json = null;
        await foreach (var (number, cells, fault) in CsvRows.Read(file, ct))
        {
            if (json is null)
            {
                json = new RowJson(fault is null
                    ? TableHead.Find(name, cells.Select(cell => cell ?? ""), known)
                    : throw TableHead.Refused(name, [fault.Message], known));
                continue;
            }

            yield return fault is null ? json.Line(number, [.. cells.Select(Unguarded)]) : new(number, [], [fault]);
        }

        if (json is null)
            throw TableHead.Refused(name, ["it is empty, where the first row names the columns"], known);
    }

    // Exports write an apostrophe before what a spreadsheet would take for a formula, and before apostrophes that stand before such a one.
    private static string? Unguarded(string? cell)
        => cell is ['\'', ..] && cell.AsSpan().TrimStart('\'') is [var first, ..] && BeginsFormula.Contains(first, StringComparison.Ordinal) ? cell[1..] : cell;
}
