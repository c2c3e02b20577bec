using Rollcall.Bench;
using Rollcall.Bench.Adoption;
using Rollcall.Bench.Ingest;

// dotnet run -c Release --project bench/Rollcall.Bench -- kernel --people 1000000
return args is [var name, .. var rest] ? name switch
{
    "kernel" => KernelBenchmark.Run(new Arguments(rest)),
    "ingest" => await IngestBenchmark.Run(new Arguments(rest)),
    _ => Usage(),
} : Usage();

static int Usage()
{
    Console.Error.WriteLine("""
        kernel [--people 1000000] [--days 365] [--runs 9] [--out bench/results/kernel.md]
            Adoption of a made-up company: the index in memory against SQL in DuckDB, in this process, each answer compared.
        ingest [--seconds 5] [--connections 64] [--lines 20000] [--server src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll]
            Starts a server of its own, sends single interactions and lines, kills it, starts it again and counts what it still has.
        """);
    return 2;
}
