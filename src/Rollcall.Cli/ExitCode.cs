namespace Rollcall.Cli;

/// <summary>What the process returns. Scripts depend on these numbers: never renumber.</summary>
internal static class ExitCode
{
    /// <summary>Everything was taken.</summary>
    public const int Done = 0;

    /// <summary>The server took what it could, and rejected something.</summary>
    public const int Rejected = 1;

    /// <summary>The command line is wrong, or the file cannot be read. Nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached or refuses: a wrong key, an error, too busy for too long. What was answered before is kept.</summary>
    public const int Server = 3;

    /// <summary>Interrupted by Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;

    public const string Help = """

        Exit codes: 0 done; 1 something was rejected, the rest was taken; 2 wrong command line or unreadable file;
        3 the server cannot be reached or refuses; 130 interrupted. Every command may be run again: what is there already stays as it is.
        """;
}
