using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Server.Wire;

/// <summary>The <c>Idempotency-Key</c> of a request.</summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    /// <summary>The key, null when there is none; false with a fault when it cannot be one.</summary>
    public static bool TryRead(HttpRequest request, Faults faults, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue(Name, out var values))
            return true;
        key = values.ToString();
        if (values.Count == 1 && key.Length is >= 1 and <= Limits.IdempotencyKey && key.All(c => c is >= '!' and <= '~'))
            return true;
        faults.Add(Place.Root[Name], "invalid_idempotency_key", $"An Idempotency-Key has 1 to {Limits.IdempotencyKey} visible ASCII characters and is given once.");
        return false;
    }

    /// <summary>Tells two requests with one key apart: method, path, query and body.</summary>
    public static byte[] HashOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = Begin(request);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>The hash of a request whose body comes in pieces.</summary>
    public static IncrementalHash Begin(HttpRequest request)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        return hash;
    }
}
