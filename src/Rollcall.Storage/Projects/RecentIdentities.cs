namespace Rollcall.Storage.Projects;

/// <summary>
/// Identities received in the last 30 days, with a fingerprint of their content. Open addressing, 28 bytes an entry and no object: a busy project has
/// tens of millions. Entries that are too old are not found, and go when the table would have to grow. For the writer's thread alone.
/// </summary>
internal sealed class RecentIdentities
{
    /// <summary>How long an identity is remembered, in minutes.</summary>
    public const uint Lifetime = 30 * 24 * 60;

    private const int InitialSlots = 1024;

    private UInt128[] _identities = new UInt128[InitialSlots];
    private ulong[] _contents = new ulong[InitialSlots];
    private uint[] _minutes = new uint[InitialSlots];   // minute of receipt since 1970; 0 marks a free slot
    private int _count;

    /// <summary>Entries held, those among them that are too old but not cleared away yet.</summary>
    public int Count => _count;

    public bool TryFind(UInt128 identity, uint now, out ulong content)
    {
        var slot = Slot(identity);
        content = _contents[slot];
        return _minutes[slot] != 0 && !IsOld(_minutes[slot], now);
    }

    /// <summary>Adds an identity that <see cref="TryFind"/> did not find.</summary>
    public void Add(UInt128 identity, ulong content, uint received, uint now)
    {
        if (_count + 1 > _identities.Length / 4 * 3)
            Rebuild(now);
        var slot = Slot(identity);
        if (_minutes[slot] == 0)
            _count++;
        (_identities[slot], _contents[slot], _minutes[slot]) = (identity, content, Math.Max(received, 1));
    }

    /// <summary>Forgets an identity that was received in that minute; another one of the same name stays.</summary>
    public void Remove(UInt128 identity, uint received)
    {
        var slot = Slot(identity);
        if (_minutes[slot] == Math.Max(received, 1))
            _minutes[slot] = 1;   // too old, so that it goes when the table grows
    }

    private static bool IsOld(uint minute, uint now) => minute + Lifetime < now;

    private int Slot(UInt128 identity)
    {
        var mask = _identities.Length - 1;
        var slot = (int)(ulong)identity & mask;   // identities are hashes already
        while (_minutes[slot] != 0 && _identities[slot] != identity)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Rebuild(uint now)
    {
        var (identities, contents, minutes) = (_identities, _contents, _minutes);
        var live = minutes.Count(minute => minute != 0 && !IsOld(minute, now));
        var slots = InitialSlots;
        while (slots / 2 < live + 1)
            slots *= 2;
        (_identities, _contents, _minutes, _count) = (new UInt128[slots], new ulong[slots], new uint[slots], 0);
        for (var i = 0; i < minutes.Length; i++)
        {
            if (minutes[i] == 0 || IsOld(minutes[i], now))
                continue;
            var slot = Slot(identities[i]);
            (_identities[slot], _contents[slot], _minutes[slot]) = (identities[i], contents[i], minutes[i]);
            _count++;
        }
    }
}
