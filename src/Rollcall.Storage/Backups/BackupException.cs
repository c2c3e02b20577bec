namespace Rollcall.Storage.Backups;

/// <summary>A backup cannot be made, or is none that can be restored. The message says why, for whoever asked.</summary>
public sealed class BackupException : Exception
{
    public BackupException()
    {
    }

    public BackupException(string message)
        : base(message)
    {
    }

    public BackupException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
