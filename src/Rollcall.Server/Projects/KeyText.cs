using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>The text of a key: a prefix that secret scanners and people recognise, then 256 random bits in 43 characters of base 62.</summary>
internal static class KeyText
{
    /// <summary>Fewest characters of a key chosen by the operator.</summary>
    public const int LeastLength = 20;

    public const int MostLength = 256;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 43;   // 62^43 is just above 2^256

    public static string New(KeyKind kind)
    {
        var rest = new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true);
        var text = new char[Length];
        for (var i = Length - 1; i >= 0; i--)
        {
            rest = BigInteger.DivRem(rest, Digits.Length, out var digit);
            text[i] = Digits[(int)digit];
        }

        return Prefix(kind) + new string(text);
    }

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The characters shown for good: the prefix and four more, of a key of another form the first four.</summary>
    public static string Shown(string key)
    {
        var prefix = Enum.GetValues<KeyKind>().Select(Prefix).FirstOrDefault(p => key.StartsWith(p, StringComparison.Ordinal)) ?? "";
        return key[..(prefix.Length + 4)];
    }

    private static string Prefix(KeyKind kind) => kind switch
    {
        KeyKind.Secret => "rc_sec_",
        KeyKind.Ingest => "rc_ing_",
        KeyKind.Population => "rc_pop_",
        KeyKind.Read => "rc_read_",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
