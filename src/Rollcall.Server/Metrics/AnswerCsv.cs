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

    /// <summary>
    /// The lines of the total, then those of each group. A project with a minimum group size has a column <c>suppressed</c> at the end; suppressed lines have no
    /// measures, and whoever has no lines at all has a suppressed one.
    /// </summary>
    public static string Of<T>(Answer<Shown<T>> answer, IReadOnlyList<string> groupBy, IReadOnlyList<string> columns, Func<T, IEnumerable<Line>> lines, bool hidesSmallGroups)
        where T : class
        => Table(csv =>
        {
            Fields(csv, ["row", .. groupBy, .. columns, .. Marks("suppressed")]);
            Write(["total", .. groupBy.Select(_ => "")], answer.Total);
            foreach (var group in answer.Groups)
                Write(["group", .. group.Values], group.Answer);

            void Write(IReadOnlyList<string?> who, Shown<T> shown)
            {
                foreach (var (cells, suppressed) in shown.Value is { } value ? lines(value) : [Line.Suppressed([])])
                    Fields(csv, [.. who, .. cells, .. Enumerable.Repeat("", columns.Count - cells.Count), .. Marks(suppressed ? "true" : "false")]);
            }

            IEnumerable<string> Marks(string mark) => hidesSmallGroups ? [mark] : [];
        });

    /// <summary>The columns before the measures of a bucket.</summary>
    public static IReadOnlyList<string> OfBucket => ["from", "to", "partial"];

    /// <summary>A line for each bucket.</summary>
    public static IEnumerable<Line> Buckets<T>(IReadOnlyList<Bucket<T>> buckets, IReadOnlyList<Measure<T>> measures)
        where T : class
        => buckets.Select(bucket => Line.Of(
            [bucket.Period.From.ToString(), bucket.Period.Until.ToString(), bucket.Partial ? "true" : "false"], bucket.Shown, value => Values(measures, value)));

    /// <summary>The values of measures; empty for null.</summary>
    public static IEnumerable<string> Values<T>(IEnumerable<Measure<T>> measures, T answer) => measures.Select(measure => Value(measure.Read(answer)));

    public static string Value(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Any table of text.</summary>
    public static string Of(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string?>> rows) => Table(csv =>
    {
        Fields(csv, head);
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
