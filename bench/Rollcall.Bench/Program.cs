using Rollcall.Bench;
using Rollcall.Bench.Adoption;

// dotnet run -c Release --project bench/Rollcall.Bench -- kernel --people 1000000
return args is [var name, .. var rest] ? name switch
{
    "kernel" => KernelBenchmark.Run(new Arguments(rest)),
    _ => Usage(),
} : Usage();

static int Usage()
{
    Console.Error.WriteLine("""
        kernel [--people 1000000] [--days 365] [--runs 9] [--out bench/results/kernel.md]
            Adoption of a made-up company: the index in memory against SQL in DuckDB, in this process, each answer compared.
        """);
    return 2;
}
