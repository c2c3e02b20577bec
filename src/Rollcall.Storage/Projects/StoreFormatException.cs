namespace Rollcall.Storage.Projects;

/// <summary>
/// The file is not one this version can work with: it was written by a newer version, or is no project store at all. It was left as it is.
/// </summary>
public sealed class StoreFormatException : Exception
{
    public StoreFormatException(string message)
        : base(message)
    {
    }

    public StoreFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StoreFormatException()
    {
    }
}
