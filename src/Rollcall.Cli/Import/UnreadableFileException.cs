namespace Rollcall.Cli.Import;

/// <summary>The file named on the command line cannot be opened.</summary>
public sealed class UnreadableFileException : Exception
{
    public UnreadableFileException()
    {
    }

    public UnreadableFileException(string message)
        : base(message)
    {
    }

    public UnreadableFileException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
