using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Rollcall.Demo;

namespace Rollcall.Bench.Adoption;

/// <summary>Adoption of a made-up company: the index in memory against SQL in DuckDB. Both answers must be equal in every measure.</summary>
internal static class KernelBenchmark
{
    // Fixed, so that every run asks about the same company.
    private static readonly DateOnly Today = new(2026, 11, 18);

    private const int WarmSql = 2;
    private const int WarmIndex = 40;

    public static int Run(Arguments args)
    {
        var (people, days, runs) = (args.Number("people", 1_000_000), args.Number("days", 365), args.Number("runs", 9));
        var (company, generating) = Timed(() => new Company(new DemoCompany(new DemoOptions { People = people, Days = days, Today = Today })));
        Note($"{company.Demo.Count:N0} people, {company.PersonDays:N0} person-days, {company.Interactions:N0} interactions in {generating:0.0} s");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (kernel, kernelLoad) = Timed(() => new KernelSide(company));
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        Note($"index filled in {kernelLoad:0.0} s");
        var (duck, duckLoad) = Timed(() => new DuckDbSide(company, threads: 2));
        using var _ = duck;
        Note($"DuckDB filled in {duckLoad:0.0} s");

        var until = Today.AddDays(1);
        var month = until.AddDays(-Math.Min(30, days));
        var year = until.AddDays(-days);
        (string Name, Func<IReadOnlyList<Answer>> Sql, Func<int, IReadOnlyList<Answer>> Index)[] questions =
        [
            ("adoption of 30 days", () => duck.Total(month, until), threads => kernel.Total(month, until, threads)),
            ("adoption of 30 days by department", () => duck.ByDepartment(month, until), threads => kernel.ByDepartment(month, until, threads)),
            ($"adoption of {days} days", () => duck.Total(year, until), threads => kernel.Total(year, until, threads)),
            ($"adoption of {days} days by month", () => duck.ByMonth(year, until), threads => kernel.ByMonth(year, until, threads)),
        ];

        var table = new StringBuilder();
        table.Append("| question | rows | DuckDB, 2 threads | index, 1 thread | index, 2 threads | ratio of medians, 2 threads | of processor time | equal |\n|---|---|---|---|---|---|---|---|\n");
        var equal = true;
        foreach (var (name, sql, index) in questions)
        {
            var (sqlTimes, wanted) = Times.Of(WarmSql, runs, sql);
            var (one, answer) = Times.Of(WarmIndex, runs, () => index(1));
            var (two, answerOfTwo) = Times.Of(WarmIndex, runs, () => index(2));
            var same = wanted.SequenceEqual(answer) && wanted.SequenceEqual(answerOfTwo);
            equal &= same;
            Note($"{name}: DuckDB {sqlTimes}, index {one}, {two} ms, {(same ? "equal" : "NOT EQUAL")}");
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {answer.Count} | {sqlTimes} | {one} | {two} | {sqlTimes.Median / two.Median:0}x | {sqlTimes.Processor / two.Processor:0}x | {(same ? "yes" : "**NO**")} |\n");
            if (!same)
                Differences(name, wanted, answer);
        }

        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # Adoption: the index in memory against SQL

            {company.Demo.Listed:N0} people on the list and {company.Demo.Count - company.Demo.Listed:N0} who are not, {days} days, {company.PersonDays:N0} days of use,
            {company.Interactions:N0} interactions; the demo company of seed 1 up to {Today:yyyy-MM-dd}. Both sides in one process, one after the other:
            {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, DuckDB {duck.Version}.
            Milliseconds: least / **median** / most (median of processor time) of {runs} runs after {WarmSql} (SQL) and {WarmIndex} (index, until it is compiled for good) to warm up. Every answer has all counts of adoption (eligible, active,
            active and eligible, never used, the four causes of shadow use, both kinds of days, interactions), and those of both sides are compared.

            {table}
            | | index | DuckDB |
            |---|---|---|
            | filled in | {kernelLoad:0.0} s (commits of 10,000 people and of a day's interactions) | {duckLoad:0.0} s (appender: access, tags, person-days; first use and bounds) |
            | memory | {Megabytes(kernel.Snapshot.Bytes)} MB estimated, {Megabytes(heap)} MB of heap | {Megabytes(duck.Bytes)} MB |

            DuckDB has the days of use already counted per person and day, stored by day, and the first day of use and the outer bounds of access of each person in
            tables; the index is filled with the single interactions. Run again with `dotnet run -c Release --project bench/Rollcall.Bench -- kernel --people {people}`.

            """);
        Console.WriteLine(report);
        var path = args.Text("out", "bench/results/kernel.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, report);
        Note($"written to {path}");
        return equal ? 0 : 1;
    }

    private static void Differences(string name, IReadOnlyList<Answer> wanted, IReadOnlyList<Answer> answer)
    {
        Note($"{name}: the answers differ");
        for (var i = 0; i < Math.Max(wanted.Count, answer.Count); i++)
        {
            var (sql, index) = (wanted.ElementAtOrDefault(i), answer.ElementAtOrDefault(i));
            if (sql != index)
                Note($"  DuckDB {sql}\n  index  {index}");
        }
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> make)
    {
        var started = Stopwatch.GetTimestamp();
        var result = make();
        return (result, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0", CultureInfo.InvariantCulture);

    private static void Note(string text) => Console.Error.WriteLine(text);
}
