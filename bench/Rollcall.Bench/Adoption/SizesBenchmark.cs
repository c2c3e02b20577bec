using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Rollcall.Demo;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

/// <summary>The same questions of companies of several sizes, to the index alone: whether the cost of an answer follows the number of people.</summary>
internal static class SizesBenchmark
{
    private const int LeastWarm = 4;

    public static int Run(Arguments args)
    {
        var (days, runs) = (args.Number("days", 365), args.Number("runs", 15));
        int[] sizes = [.. args.Text("people", "10000,1000000,10000000").Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture)).Order()];
        // The largest first: it has methods compiled for good in a few runs, as each goes through many chunks.
        var measured = sizes.OrderDescending().Select(people => Measure(people, days, runs)).Reverse().ToList();

        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"""
            # People metrics: the cost by the number of people

            The demo company of seed 1 over {days} days up to {KernelBenchmark.Today:yyyy-MM-dd}, in {string.Join(", ", sizes.Select(size => $"{size:N0}"))} people on the list.
            {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores; 2 threads, but for less than 131,072 people one. Milliseconds: least / **median** / most
            (median of processor time) of {runs} runs after {LeastWarm} to {KernelBenchmark.WarmIndex} to warm up; and microseconds of processor time for each 1,000 people. Answers on one thread and on two are compared.

            | question |{string.Concat(sizes.Select(size => $" {size:N0} | µs |"))}
            |---|{string.Concat(sizes.Select(_ => "---|---|"))}

            """);
        for (var i = 0; i < measured[0].Questions.Count; i++)
            report.Append(CultureInfo.InvariantCulture, $"| {measured[0].Questions[i].Name} |{string.Concat(measured.Select(size => $" {size.Questions[i].Times} | {PerThousand(size.Questions[i].Times.Processor * 1e3, size.People)} |"))}\n");
        report.Append('\n');
        report.Append("| people | days of use | interactions | made in | index | bytes a person | of heap |\n|---|---|---|---|---|---|---|\n");
        foreach (var size in measured)
            report.Append(CultureInfo.InvariantCulture, $"| {size.People:N0} | {size.PersonDays:N0} | {size.Interactions:N0} | {size.Seconds:0.0} s | {size.Bytes / 1e6:0.0} MB | {(double)size.Bytes / size.People:0.0} | {size.Heap / 1e6:0.0} MB |\n");
        report.Append(CultureInfo.InvariantCulture, $"""

            People stand in chunks of 65,536, so a company that is smaller than one pays for walking over a whole one. Run again with
            `dotnet run -c Release --project bench/Rollcall.Bench -- sizes --people {string.Join(',', sizes)} --days {days}`.

            """);
        using (var process = Process.GetCurrentProcess())
            report.Append(CultureInfo.InvariantCulture, $"All of the process took {process.PeakWorkingSet64 / 1e6:N0} MB at its most.\n");
        Console.WriteLine(report);
        var path = args.Text("out", "bench/results/kernel-sizes.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, report.ToString());
        return measured.TrueForAll(size => size.AreEqual) ? 0 : 1;
    }

    private static string PerThousand(double microseconds, int people) => (microseconds / people * 1e3).ToString("0.00", CultureInfo.InvariantCulture);

    private static Measured Measure(int people, int days, int runs)
    {
        var (before, started) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.GetTimestamp());
        var demo = new DemoCompany(new DemoOptions { People = people, Days = days, Today = KernelBenchmark.Today });
        var snapshot = FilledIndex.InChunks(demo);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before;
        var until = KernelBenchmark.Today.AddDays(1);
        var (questions, equal) = (new List<(string, Times)>(), true);
        foreach (var question in AdoptionQuestion.About(days, until))
        {
            var (times, answer) = Times.Of(Math.Clamp(40_000_000 / people, LeastWarm, KernelBenchmark.WarmIndex), runs, () => question.Ask(new KernelSide(snapshot, Day.Of(KernelBenchmark.Today), 2))!);
            var differences = Row.Differences(question.Ask(new KernelSide(snapshot, Day.Of(KernelBenchmark.Today), 1))!, answer);
            equal &= differences.Count == 0;
            questions.Add((question.Name, times));
            Console.Error.WriteLine($"{people:N0} people, {question.Name}: {times} ms{(differences.Count == 0 ? "" : ", NOT EQUAL: " + differences[0])}");
        }

        var (personDays, interactions) = Use(snapshot);
        return new(people, personDays, interactions, seconds, snapshot.Bytes, heap, questions, equal);
    }

    private static (long PersonDays, long Interactions) Use(Kernel.IndexSnapshot snapshot)
    {
        var (personDays, interactions) = (0L, 0L);
        for (var i = 0; i < snapshot.Activity.Chunks; i++)
        {
            var chunk = snapshot.Activity.Chunk(i);
            for (var day = chunk.Days.From; day < chunk.Days.Until; day += 1)
                (personDays, interactions) = (personDays + (chunk.On(day)?.People.Count ?? 0), interactions + (chunk.On(day)?.Interactions ?? 0));
        }

        return (personDays, interactions);
    }

    private sealed record Measured(
        int People, long PersonDays, long Interactions, double Seconds, long Bytes, long Heap, IReadOnlyList<(string Name, Times Times)> Questions, bool AreEqual);
}
