namespace Rollcall.Cli;

internal static class Program
{
    private static Task<int> Main(string[] args) => RollcallCommand.Run(args, Surroundings.OfProcess(), Console.Out, Console.Error);
}
