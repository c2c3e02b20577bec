namespace Rollcall.Cli;

/// <summary>What the process returns. Scripts depend on these numbers: never renumber.</summary>
internal static class ExitCode
{
    /// <summary>Everything was taken.</summary>
    public const int Done = 0;

    /// <summary>The server took what it could, and rejected something; or an examination found something wrong.</summary>
    public const int Rejected = 1;

    /// <summary>The command line is wrong, or names a file or folder with which the command cannot work. Nothing was sent or written.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached or refuses: a wrong key, an error, too busy for too long. What was answered before is kept.</summary>
    public const int Server = 3;

    /// <summary>A file of this machine could not be read or written while the command was at work: a full disk, for example.</summary>
    public const int Files = 4;

    /// <summary>Interrupted by Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;

    public const string Help = """

        Exit codes: 0 done; 1 something was rejected and the rest was taken, or something is wrong; 2 wrong command line, unfit file or folder;
        3 the server cannot be reached or refuses; 4 a file could not be read or written; 130 interrupted. Every command may be run again: what is there
        already stays as it is.
        """;
}
