namespace Rollcall.Server.Accounts;

/// <summary>How long a refused sign-in takes at least, of wall time: longer than any way of refusing it needs.</summary>
public sealed class RefusalOptions
{
    public TimeSpan Least { get; set; } = TimeSpan.FromMilliseconds(500);
}
