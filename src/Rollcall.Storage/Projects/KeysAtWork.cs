using System.Collections.Concurrent;

namespace Rollcall.Storage.Projects;

/// <summary>Idempotency keys of requests that are being carried out. Thread-safe.</summary>
internal sealed class KeysAtWork
{
    private readonly ConcurrentDictionary<string, bool> _held = new(StringComparer.Ordinal);

    /// <summary>Keeps a key until disposed; null when another request is at work with it.</summary>
    public IDisposable? Hold(string key) => _held.TryAdd(key, true) ? new KeyHold(_held, key) : null;

    private sealed class KeyHold(ConcurrentDictionary<string, bool> held, string key) : IDisposable
    {
        public void Dispose() => held.TryRemove(key, out _);
    }
}
