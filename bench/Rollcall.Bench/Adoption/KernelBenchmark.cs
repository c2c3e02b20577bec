using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Rollcall.Bench.Peers;
using Rollcall.Demo;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

/// <summary>People metrics of a made-up company: the index in memory against SQL in DuckDB and in ClickHouse. All answers must be equal in every count that both sides have.</summary>
internal static class KernelBenchmark
{
    // Fixed, so that every run asks about the same company. A Sunday, so that the 52 weeks before are whole.
    public static readonly DateOnly Today = new(2026, 11, 15);

    /// <summary>Runs that do not count: until then methods are still compiled anew.</summary>
    public const int WarmIndex = 40;

    public static int Run(Arguments args)
    {
        var (people, days, runs, sqlRuns) = (args.Number("people", 1_000_000), args.Number("days", 365), args.Number("runs", 15), args.Number("sql-runs", 3));
        var library = args.Text("chdb", "");
        var (company, generating) = Timed(() => new Company(new DemoCompany(new DemoOptions { People = people, Days = days, Today = Today })));
        Note($"{company.Demo.Count:N0} people, {company.PersonDays:N0} person-days, {company.Interactions:N0} interactions in {generating:0.0} s");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (index, indexLoad) = Timed(() => FilledIndex.Of(company));
        var snapshot = index.Snapshot();
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        Note($"index filled in {indexLoad:0.0} s");
        var bandwidth = Bandwidth.Measure(2);
        Note($"memory is read at {bandwidth / 1e9:0.0} GB/s by 2 threads");

        var until = Today.AddDays(1);
        var filled = new StringBuilder();
        var peers = new List<ISide>();
        using var duck = args.Has("no-sql") ? null : Filled("DuckDB", () => new DuckDbSide(company, threads: 2), side => side.Bytes, side => side.Version);
        if (duck is not null)
            peers.Add(duck);
        using var clickHouse = library.Length == 0 ? null : Filled("ClickHouse", () => new ClickHouseSide(company, library, threads: 2), side => side.Bytes, side => side.Version);
        if (clickHouse is not null)
            peers.AddRange([clickHouse, Filled("ClickHouse bitmaps", () => new ClickHouseBitmaps(clickHouse, until.AddDays(-days), until), _ => 0, _ => "")]);

        var table = new StringBuilder();
        table.Append("| question | rows | index, 1 thread | index, 2 threads | share of memory bandwidth |");
        foreach (var peer in peers)
            table.Append(CultureInfo.InvariantCulture, $" {peer.Name} | ratio |");
        table.Append(CultureInfo.InvariantCulture, $"\n|---|---|---|---|---|{string.Concat(peers.Select(_ => "---|---|"))}\n");
        var equal = true;
        foreach (var (name, ask, from, byDepartment) in AdoptionQuestion.About(days, until))
        {
            var mustRead = Bandwidth.MustRead(snapshot, from, until, byDepartment);
            var (one, answer) = Times.Of(WarmIndex, runs, () => ask(new KernelSide(snapshot, Day.Of(Today), 1))!);
            var (two, answerOfTwo) = Times.Of(WarmIndex, runs, () => ask(new KernelSide(snapshot, Day.Of(Today), 2))!);
            equal &= Same(name, "2 threads", answer, answerOfTwo);
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {answer.Count} | {one} | {two} | {mustRead / bandwidth * 1e3 / two.Median:0%} of {mustRead / 1e6:0} MB |");
            Note($"{name}: index {one}, {two} ms");
            foreach (var peer in peers)
            {
                var (times, wanted) = Times.Of(1, sqlRuns, () => ask(peer));
                if (wanted is null)
                {
                    table.Append(" – | – |");
                    continue;
                }

                equal &= Same(name, peer.Name, wanted, answer);
                table.Append(CultureInfo.InvariantCulture, $" {times} | {times.Median / two.Median:0}x |");
                Note($"  {peer.Name} {times}");
            }

            table.Append('\n');
        }

        var report = string.Create(CultureInfo.InvariantCulture, $"""
            # People metrics: the index in memory against SQL

            {company.Demo.Listed:N0} people on the list and {company.Demo.Count - company.Demo.Listed:N0} who are not, {days} days, {company.PersonDays:N0} days of use,
            {company.Interactions:N0} interactions; the demo company of seed 1 up to {Today:yyyy-MM-dd}. All sides in one process, one after the other:
            {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores; SQL with 2 threads.
            Milliseconds: least / **median** / most (median of processor time) of {runs} runs of the index after {WarmIndex} to warm up, and {sqlRuns} of SQL after one. Ratios are of medians, with 2 threads.

            {table}
            {(equal ? "All answers are equal" : "**NOT ALL ANSWERS ARE EQUAL**")}: every count of adoption (eligible, active, active and eligible, never used, the four causes of shadow use, both kinds of days,
            interactions) in DuckDB and ClickHouse; people and person-days in the bitmaps. The index always answers all measures. Of rolling, SQL computes four counts; of retention, sizes and active
            people, where the index also counts those with access in each cell. The bandwidth, {bandwidth / 1e9:0.0} GB/s, is that of two threads adding up 1 GB; the bytes are sets and counts of the window's days, the
            bounds of access and the first day of use of everybody, and the tag sets where there are groups. More than 100 % means that an answer is kept ready and does not read them.

            | | filled in | memory or disk |
            |---|---|---|
            | index | {indexLoad:0.0} s, from single interactions | {Megabytes(snapshot.Bytes)} MB estimated, {Megabytes(heap)} MB of heap |
            {filled.ToString().TrimEnd()}

            The SQL sides have the days of use counted per person and day, the first day of use and the bounds of access of each person in tables; the bitmaps also departments as of the last day of each
            month. Run again with `dotnet run -c Release --project bench/Rollcall.Bench -- kernel --people {people} --days {days}`; ClickHouse takes part with `--chdb PATH/libchdb.so`, from the npm package
            `@chdb/lib-linux-x64-gnu` 26.7.3-stable.1.

            """);
        Console.WriteLine(report);
        var path = args.Text("out", "bench/results/kernel.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, report);
        Note($"written to {path}");
        return equal ? 0 : 1;

        T Filled<T>(string name, Func<T> make, Func<T, long> bytes, Func<T, string> version)
        {
            var (side, seconds) = Timed(make);
            filled.Append(CultureInfo.InvariantCulture, $"| {name} {version(side)} | {seconds:0.0} s | {(bytes(side) is > 0 and var b ? $"{Megabytes(b)} MB" : "–")} |\n");
            Note($"{name} filled in {seconds:0.0} s");
            return side;
        }
    }

    private static bool Same(string question, string side, IReadOnlyList<Row> wanted, IReadOnlyList<Row> found)
    {
        var differences = Row.Differences(wanted, found);
        if (differences.Count > 0)
            Note($"{question}: {side} and the index differ in {differences.Count} rows:\n  {string.Join("\n  ", differences.Take(5))}");
        return differences.Count == 0;
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
