using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Rollcall.Bench.Ingest;

namespace Rollcall.Bench.Years;

/// <summary>Starts a server on a filled folder, asks it and a plain table the same, and writes the report.</summary>
internal sealed class Asking(string folder, YearsPlan plan, string server, Arguments arguments)
{
    private const int LateDays = 20;
    private const int LateOfDay = 25;   // sent again, and as many new ones
    private const int AskedPeople = 21;

    // A folder that is not full has nothing in its last days.
    private readonly DateOnly _until = DateOnly.ParseExact(arguments.Text("until", plan.LastDay.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async Task<int> Run()
    {
        var project = YearsPlan.Project(folder);
        var opening = await Opening.Of(project);
        Console.Error.WriteLine(opening);
        var bytes = FolderBytes.Of(project);
        using var plain = PlainTable.Open(folder);
        if (!plain.Has(opening.Rows))
        {
            var filling = Stopwatch.GetTimestamp();
            plain.Fill(project);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plain table of {plain.Rows:N0} rows in {Stopwatch.GetElapsedTime(filling).TotalSeconds:0} s"));
        }

        var begun = Stopwatch.GetTimestamp();
        using var process = new ServerProcess(server, folder);
        await process.Ready();
        var ready = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        using var client = process.Client(1);
        var ours = new ServerSide(client);
        var month = _until.AddDays(-30);
        _ = await ours.Adoption(month, _until, null);
        var started = new Started(ready, Stopwatch.GetElapsedTime(begun).TotalSeconds, process.ResidentMegabytes);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready in {started.Ready:0.0} s, first answer after {started.Answered:0.0} s, {started.ResidentMegabytes:N0} MB"));

        var runs = arguments.Number("runs", 3);
        List<Compared> questions =
        [
            await Ask("adoption of 30 days", side => side.Adoption(month, _until, null)),
            await Ask("usage by model over 30 days", side => side.Usage(month, _until, "model")),
            await Ask("usage by a tag (`channel`) over 30 days", side => side.Usage(month, _until, "channel")),
            await Compared.Of("adoption of 30 days with a filter on interactions, first time", 1, () => ours.Adoption(month, _until, "crm-writer"), () => plain.Adoption(month, _until, "crm-writer")),
            await Compared.Of("the same of an agent that most use, first time", 1, () => ours.Adoption(month, _until, "assistant"), () => plain.Adoption(month, _until, "assistant")),
            await Ask("the first of the two again", side => side.Adoption(month, _until, "crm-writer")),
            await LastOfPeople(ours, plain),
            .. await Late(ours, plain),
        ];
        var report = new YearsReport(plan, FillLog.Of(folder), opening, bytes, plain.Bytes, started, questions, process.ResidentMegabytes).ToString();
        Console.WriteLine(report);
        var path = arguments.Text("out", "bench/results/years.md");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, report);
        return questions.All(question => question.AreEqual) ? 0 : 1;

        Task<Compared> Ask(string name, Func<IYearsSide, Task<string>> ask) => Compared.Of(name, runs, () => ask(ours), () => ask(plain));
    }

    private async Task<Compared> LastOfPeople(ServerSide ours, PlainTable plain)
    {
        var company = plan.Company();
        var at = 0;
        var other = 0;
        string Next(ref int number) => company.Person((int)(number++ * 7_919L % plan.People)).EndUser;
        return await Compared.Of($"the newest 20 interactions of a person, of {AskedPeople}", AskedPeople, () => ours.LastOf(Next(ref at)), () => plain.LastOf(Next(ref other)));
    }

    // Days that were received longer ago than the identities in memory.
    private async Task<IReadOnlyList<Compared>> Late(ServerSide ours, PlainTable plain)
    {
        var stamp = Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture);
        var (first, step) = (_until.AddDays(-plan.Days / 4), Math.Max(1, plan.Days / 4 / (LateDays + 5)));
        List<JsonObject> rows = [];
        for (var day = 0; day < LateDays; day++)
        {
            foreach (var row in await ours.Of(first.AddDays(-day * step), LateOfDay))
            {
                rows.Add(row);
                var late = row.DeepClone().AsObject();
                late["id"] = $"{row["id"]!.GetValue<string>()}+{stamp}";
                rows.Add(late);
            }
        }

        plain.LayReady(rows);
        var name = $"{rows.Count:N0} late interactions of {LateDays} days, half of them sent again";
        return
        [
            await Compared.Of($"{name}: stored", 1, () => ours.Store(rows), () => Task.FromResult(plain.Store())),
            await Compared.Of("all of them once more", 1, () => ours.Store(rows), () => Task.FromResult(plain.Store())),
        ];
    }
}

/// <param name="Ready">Seconds until the server took requests.</param>
/// <param name="Answered">Seconds until the project was read and a first question answered.</param>
/// <param name="ResidentMegabytes">Then.</param>
internal sealed record Started(double Ready, double Answered, long ResidentMegabytes);
