using System.CommandLine;

namespace Rollcall.Cli.Local;

/// <summary>Which data folder of this machine a command works on.</summary>
internal static class DataOption
{
    private const string Variable = "ROLLCALL_DATA";
    private const string Default = "./data";

    public static Option<string?> Create() => new("--data")
    {
        Description = $"The data folder [default: the variable {Variable}, else {Default}]",
    };

    public static string Folder(string? named, Surroundings around) => named ?? around.Environment(Variable) ?? Default;
}
