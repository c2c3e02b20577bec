using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>
/// The keys that open something, in memory, found by their hash. A key is put in after it is on disk and taken out as soon as its revocation is. Thread-safe.
/// </summary>
public sealed class KeyRing(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, HeldKey> _keys = new(StringComparer.Ordinal);

    internal IEnumerable<HeldKey> All => _keys.Values;

    /// <summary>The key of this text; null if there is none, or it has expired or was revoked.</summary>
    public HeldKey? Find(string text)
    {
        var hash = KeyText.Hash(text);
        return _keys.TryGetValue(Convert.ToHexString(hash), out var key)
            && CryptographicOperations.FixedTimeEquals(key.Hash, hash)
            && !(key.ExpiresAt <= clock.GetUtcNow())
            ? key
            : null;
    }

    internal HeldKey? Find(Guid id) => _keys.Values.FirstOrDefault(k => k.Id == id);

    internal void Put(ApiKey key) => _keys[Convert.ToHexString(key.Hash)] = new HeldKey(key);

    internal void Remove(ApiKey key) => _keys.TryRemove(Convert.ToHexString(key.Hash), out _);
}
