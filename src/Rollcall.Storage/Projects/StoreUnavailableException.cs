namespace Rollcall.Storage.Projects;

/// <summary>
/// The store could not do what was asked: the disk is full, a file cannot be read, a commit failed, or the store is being put in order. A write that
/// ends with this exception was not acknowledged and may be sent again later.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StoreUnavailableException()
    {
    }

    /// <summary>Whether the disk was full.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Whether the memory of the engine was too small for the question.</summary>
    public bool IsOutOfMemory { get; init; }
}
