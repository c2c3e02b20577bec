using System.Globalization;
using System.Runtime.InteropServices;

namespace Rollcall.Bench.Years;

/// <summary>The page <c>years.md</c>.</summary>
internal sealed record YearsReport(
    YearsPlan Plan, FillLog Fill, Opening Opening, FolderBytes Bytes, long PlainBytes, Started Started, IReadOnlyList<Compared> Questions, long ResidentMegabytes)
{
    private const double Target = 5;   // seconds

    private static string Rate(double perSecond) => perSecond > 0 ? perSecond.ToString("N0", CultureInfo.InvariantCulture) : "not measured: filling was ended early";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        # Years of a large company

        {Opening.Rows:N0} interactions of {Plan.People:N0} people on the list (and some who are not) on {Plan.Days} days up to {Plan.LastDay:yyyy-MM-dd}: the demo company, {Plan.Busyness / 10.0:0.0} % as busy as usual. Those of
        {TextMonthName} have 1 to 2 KB of text ({TextShare:P1} of all), the others none. {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores.

        ## In

        Stored by the real store in this process, in lists of {Feed.BatchRows:N0}, each a commit with fsync; the clock went with the data, so that interactions were moved to their months and left
        the journal after seven days as they do in years. The generator alone makes {Fill.Generated:N0} a second.

        | | interactions a second |
        |---|---|
        | stored and moved, without text | {Rate(Fill.Rows - Fill.TextRows, Fill.Seconds - Fill.TextSeconds)} |
        | stored and moved, with text | {Rate(Fill.TextRows, Fill.TextSeconds)} |
        | stored while nothing was moved, without text | {Rate(Fill.Alone)} |
        | moved while nothing was stored, without text | {Rate(Fill.Moving)} |

        {Plan.People:N0} people in {Fill.PeopleSeconds:0} s. The process held {Fill.PeakResidentMegabytes:N0} MB at most, the journal {Fill.PeakJournalMegabytes:N0} MB.

        ## On the disk

        | | bytes an interaction | |
        |---|---|---|
        | month files, without text | {Without:0} | {(Bytes.Months.Values.Sum() - TextBytes) / 1e6:N0} MB |
        | month file, with text | {(TextRows == 0 ? double.NaN : TextBytes / TextRows):0} | {TextBytes / 1e6:N0} MB |
        | `project.db`: people, and what arrived in the last days | {(double)Bytes.Journal / Opening.Rows:0} | {Bytes.Journal / 1e6:N0} MB |
        | all | {(double)Bytes.Total / Opening.Rows:0} | {Bytes.Total / 1e6:N0} MB |
        | one plain DuckDB table | {(double)PlainBytes / Opening.Rows:0} ({PlainBytes / (double)Bytes.Total:0.00}x) | {PlainBytes / 1e6:N0} MB |

        The index in memory holds {Opening.IndexBytes / 1e6:N0} MB by its own count, {(double)Opening.IndexBytes / Opening.Rows:0.0} bytes an interaction.

        ## Start

        Ready in {Started.Ready:0.0} s; the project is read by the first question, answered {Started.Answered:0.0} s after the start: {(Started.Answered <= Target ? "within" : "**not within**")} the {Target:0} s that are wanted. The store by itself
        takes {Opening.Seconds:0.0} s to open ({Opening.ProcessorSeconds:0.0} s of processor time). The server then holds {Started.ResidentMegabytes:N0} MB, and {ResidentMegabytes:N0} MB after the questions.

        ## Questions

        Milliseconds, medians. The server is asked over HTTP; the table `interaction` has the same rows, columns and types in one DuckDB file, with 2 threads (as the server's engine has) and 4 GB, in this
        process, and access and names in two tables beside it. Both were asked in turn.

        | | server | plain table | ratio | answers |
        |---|---|---|---|---|
        {string.Join('\n', Questions)}

        Usage has 13 measures compared for each row and the total; adoption five. A filter on interactions is looked up in all months the first time, and what it found is kept in memory. Of late
        interactions the server compares ids with all of the same day.

        Run again with `dotnet build -c Release src/Rollcall.Server && dotnet run -c Release --project bench/Rollcall.Bench -- years --rows {Plan.Rows}`; with `--folder DIR`, `years fill` and `years ask` do one half each.

        """);

    private string TextMonth => $"{Plan.TextMonth / 100:0000}-{Plan.TextMonth % 100:00}";

    private string TextMonthName => $"`{TextMonth}`";

    private long TextRows => Opening.MonthRows.GetValueOrDefault(TextMonth);

    private long TextBytes => Bytes.Months.GetValueOrDefault(TextMonth);

    private double TextShare => (double)TextRows / Opening.Rows;

    private double Without => (double)(Bytes.Months.Values.Sum() - TextBytes) / (Opening.Rows - TextRows);

    private static string Rate(long rows, double seconds) => rows == 0 ? "–" : (rows / seconds).ToString("N0", CultureInfo.InvariantCulture);
}
