using Rollcall.Bench;
using Rollcall.Bench.Adoption;
using Rollcall.Bench.Ingest;
using Rollcall.Bench.Questions;
using Rollcall.Bench.Soak;
using Rollcall.Bench.Years;

// dotnet run -c Release --project bench/Rollcall.Bench -- kernel --people 1000000
return args is [var name, .. var rest] ? name switch
{
    "kernel" => KernelBenchmark.Run(new Arguments(rest)),
    "sizes" => SizesBenchmark.Run(new Arguments(rest)),
    "memory" => MemoryBenchmark.Run(new Arguments(rest)),
    "ingest" => await IngestBenchmark.Run(new Arguments(rest)),
    "nebuly" => await NebulyBenchmark.Run(new Arguments(rest)),
    "questions" => await QuestionsBenchmark.Run(new Arguments(rest)),
    "soak" => await SoakBenchmark.Run(new Arguments(rest)),
    "years" => await YearsBenchmark.Run(rest),
    _ => Usage(),
} : Usage();

static int Usage()
{
    Console.Error.WriteLine("""
        kernel [--people 1000000] [--days 365] [--runs 15] [--sql-runs 3] [--chdb PATH/libchdb.so] [--no-sql] [--out bench/results/kernel.md]
            People metrics of a made-up company: the index in memory against SQL in DuckDB and ClickHouse, in this process, each answer compared.
        sizes [--people 10000,1000000,10000000] [--days 365] [--runs 15] [--out bench/results/kernel-sizes.md]
            The same questions of companies of several sizes, to the index alone.
        memory [--people 1000000] [--days 365] [--out bench/results/memory.md]
            What the index holds of memory for dense and sparse use, and what a small change allocates.
        ingest [--seconds 5] [--connections 64] [--lines 20000] [--server src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll]
            Starts a server of its own, sends single interactions and lines, kills it, starts it again and counts what it still has.
        nebuly [--seconds 60] [--connections 64] [--server ...] [--out bench/results/nebuly.md]
            Starts a server of its own, sends traced interactions as Nebuly's clients do, each once and then three times, kills it and counts what it still has.
        questions [--people 1000000] [--seconds 20] [--server src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll]
            Starts a server of its own, sends it a company, and asks adoption by department over HTTP, alone and while a writer commits all the time.
        soak [--minutes 30] [--rate 2000] [--connections 64] [--people 20000] [--journal-minutes 5] [--folder DIR] [--server ...] [--out bench/results/soak.md]
            Sends steadily to a server of its own while others ask, with all that the store does beside, and looks for stalls, growth and anything lost or doubled.
        years [fill|open|ask] [--rows 66000000] [--people ROWS/66] [--days 730] [--folder DIR] [--until DAY] [--runs 3] [--server ...] [--out bench/results/years.md]
            Fills a project with years of interactions, and asks it beside one plain DuckDB table of the same rows. With a folder the two can be separate runs, and filling goes on after a break.
        """);
    return 2;
}
