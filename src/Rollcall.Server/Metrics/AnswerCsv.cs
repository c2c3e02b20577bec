using System.Globalization;
using CsvHelper;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

/// <summary>Writes answers as CSV: the same table, one line a row. Cells that a spreadsheet would take for a formula begin with an apostrophe.</summary>
internal static class AnswerCsv
{
    public const string MediaType = "text/csv; charset=utf-8";

    // The characters and the apostrophe are the library's defaults; lines end with CR LF as RFC 4180 has it.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    /// <summary>The lines of the total, then those of each group; <c>row</c> says which.</summary>
    public static string Of<T>(Answer<T> answer, IReadOnlyList<string> groupBy, IReadOnlyList<string> columns, Func<T, IEnumerable<IEnumerable<string>>> rows) => Table(csv =>
    {
        Fields(csv, ["row", .. groupBy, .. columns]);
        foreach (var row in rows(answer.Total))
            Fields(csv, ["total", .. groupBy.Select(_ => ""), .. row]);
        foreach (var group in answer.Groups)
        {
            foreach (var row in rows(group.Answer))
                Fields(csv, ["group", .. group.Values, .. row]);
        }
    });

    /// <summary>The values of measures; empty for null.</summary>
    public static IEnumerable<string> Values<T>(IEnumerable<Measure<T>> measures, T answer) => measures.Select(measure => Value(measure.Read(answer)));

    public static string Value(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Any table of text.</summary>
    public static string Of(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string?>> rows) => Of([head, .. rows]);

    /// <summary>A part of a table of text.</summary>
    public static string Of(IEnumerable<IReadOnlyList<string?>> rows) => Table(csv =>
    {
        foreach (var row in rows)
            Fields(csv, row);
    });

    private static void Fields(CsvWriter csv, IEnumerable<string?> fields)
    {
        foreach (var field in fields)
            csv.WriteField(field ?? "");
        csv.EndRecord();
    }

    private static string Table(Action<CsvWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
            write(csv);
        return text.ToString();
    }
}
