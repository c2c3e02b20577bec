namespace Rollcall.Storage.Registry;

/// <summary>The codes of <see cref="AuditEntry.Action"/>. On disk, never rename.</summary>
public static class AuditAction
{
    public const string AccountCreated = "account.created";
    public const string SignedIn = "account.signed_in";
    public const string SignInRefused = "account.sign_in_refused";
    public const string SignedOut = "account.signed_out";
    public const string SetupRefused = "setup.refused";
    public const string ProjectCreated = "project.created";
    public const string ProjectChanged = "project.changed";
    public const string KeyCreated = "key.created";
    public const string KeyRevoked = "key.revoked";
    public const string KeysRefused = "key.refused";
    public const string Erased = "data.erased";
    public const string Exported = "data.exported";
}
