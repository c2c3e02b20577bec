using System.Globalization;
using System.Text;
using CsvHelper;

namespace Rollcall.Server.Export;

/// <summary>
/// Tables from which everything can be read back: no text is an empty cell, an empty text <c>""</c>, and what keeps a cell from being a formula can be told from the cell.
/// </summary>
internal static class ExportCsv
{
    private const string BeginsFormula = "=+-@\t\r\n";

    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.None };

    public static byte[] Of(IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var cell in row)
                {
                    if (cell is null)
                        csv.WriteField("");
                    else if (cell.Length == 0)
                        csv.WriteField("", CsvQuoting.Always);
                    else if (MayBeFormula(cell))
                        csv.WriteField($"'{cell}", CsvQuoting.Always);
                    else
                        csv.WriteField(cell);
                }

                csv.EndRecord();
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    // Also with apostrophes before it: whoever takes one away has the cell again.
    private static bool MayBeFormula(string cell) => cell.AsSpan().TrimStart('\'') is [var first, ..] && BeginsFormula.Contains(first, StringComparison.Ordinal);
}
