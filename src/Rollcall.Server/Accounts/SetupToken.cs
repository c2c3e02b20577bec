using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Server.Accounts;

/// <summary>Opens <c>/setup</c> once, on an instance without accounts. Made anew at every start until then, known to the log only. Thread-safe.</summary>
public sealed class SetupToken
{
    private byte[]? _token;

    /// <summary>Whether there is anything to set up.</summary>
    public bool IsIssued => Volatile.Read(ref _token) is not null;

    public bool Opens(string? token) => Volatile.Read(ref _token) is { } issued && Matches(issued, token);

    internal string Issue()
    {
        var token = RandomNumberGenerator.GetHexString(48, lowercase: true);
        Volatile.Write(ref _token, Encoding.UTF8.GetBytes(token));
        return token;
    }

    /// <summary>Takes the token away from everyone else; false when it is wrong or another request was first.</summary>
    internal bool TryTake(string? token, out byte[]? taken)
    {
        taken = null;
        return Volatile.Read(ref _token) is { } issued && Matches(issued, token)
            && Interlocked.CompareExchange(ref _token, null, taken = issued) == issued;
    }

    /// <summary>Gives it back where setting up failed after all.</summary>
    internal void GiveBack(byte[] taken) => Volatile.Write(ref _token, taken);

    private static bool Matches(byte[] issued, string? token)
        => token is { Length: <= 256 } && CryptographicOperations.FixedTimeEquals(issued, Encoding.UTF8.GetBytes(token));
}
