namespace Rollcall.Cli;

/// <summary>What a command takes from the process around it; tests bring their own.</summary>
/// <param name="Environment">The value of an environment variable, null when it is not set.</param>
/// <param name="Time">The clock.</param>
/// <param name="Input">Opens standard input.</param>
internal sealed record Surroundings(Func<string, string?> Environment, TimeProvider Time, Func<Stream> Input)
{
    public static Surroundings OfProcess() => new(System.Environment.GetEnvironmentVariable, TimeProvider.System, Console.OpenStandardInput);
}
