namespace Rollcall.Cli.Server;

/// <summary>The server cannot be reached, or refused a whole request.</summary>
public sealed class ServerException : Exception
{
    public ServerException()
    {
    }

    public ServerException(string message)
        : base(message)
    {
    }

    public ServerException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Faults of a refused request, by place; empty where the server named none.</summary>
    internal IReadOnlyList<Fault> Faults { get; init; } = [];
}
