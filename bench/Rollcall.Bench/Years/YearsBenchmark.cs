namespace Rollcall.Bench.Years;

/// <summary>Years of a large company in one project: how fast they go in, what they hold on the disk, and how long questions take beside one plain DuckDB table of the same rows.</summary>
internal static class YearsBenchmark
{
    public static async Task<int> Run(string[] args)
    {
        var (does, rest) = args is [("fill" or "open" or "ask") and var first, ..] ? (first, args[1..]) : ("", args);
        var arguments = new Arguments(rest);
        var kept = arguments.Text("folder", "");
        var folder = kept.Length > 0 ? Path.GetFullPath(kept) : Directory.CreateTempSubdirectory("rollcall-years-").FullName;
        var server = Path.GetFullPath(arguments.Text("server", "src/Rollcall.Server/bin/Release/net10.0/Rollcall.Server.dll"));
        if (!File.Exists(server))
        {
            await Console.Error.WriteLineAsync($"{server} is not there: run dotnet build -c Release src/Rollcall.Server first, or name it with --server.");
            return 2;
        }

        if (does is "open" or "ask" && YearsPlan.Find(folder) is null)
        {
            await Console.Error.WriteLineAsync($"{folder} is not filled: run years fill --folder {folder} first.");
            return 2;
        }

        try
        {
            if (does == "open")
            {
                Console.WriteLine(await Opening.Of(YearsPlan.Project(folder)));
                return 0;
            }

            var plan = YearsPlan.Of(folder, arguments);
            if (does != "ask")
                await new Filling(folder, plan, server).Run();
            return does is "fill" ? 0 : await new Asking(folder, plan, server, arguments).Run();
        }
        finally
        {
            if (kept.Length == 0)
                Directory.Delete(folder, recursive: true);
        }
    }
}
