namespace Rollcall.Cli;

/// <summary>What a command takes from the process around it; tests bring their own.</summary>
/// <param name="Environment">The value of an environment variable, null when it is not set.</param>
/// <param name="Time">The clock.</param>
/// <param name="Input">Opens standard input.</param>
internal sealed record Surroundings(Func<string, string?> Environment, TimeProvider Time, Func<Stream> Input)
{
    /// <summary>The way to servers. A redirected request would lose its key and look like a wrong one, so none is followed.</summary>
    public Func<HttpMessageHandler> Network { get; init; } = () => new SocketsHttpHandler { AllowAutoRedirect = false };

    public static Surroundings OfProcess() => new(System.Environment.GetEnvironmentVariable, TimeProvider.System, Console.OpenStandardInput);
}
