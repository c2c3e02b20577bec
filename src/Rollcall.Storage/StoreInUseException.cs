namespace Rollcall.Storage;

/// <summary>A folder is used by another process, so that what was asked cannot be done now.</summary>
public sealed class StoreInUseException : Exception
{
    public StoreInUseException()
    {
    }

    public StoreInUseException(string message)
        : base(message)
    {
    }

    public StoreInUseException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
