namespace Rollcall.Storage.Projects;

/// <summary>
/// Identities received in the last 30 days, with a fingerprint of their content. Open addressing, 28 bytes an entry and no object: a busy project has
/// tens of millions. Entries that are too old are not found, and go when their table would have to grow. There are many tables, because senders wait while one grows and for that
/// time it is there twice. For the writer's thread alone.
/// </summary>
internal sealed class RecentIdentities
{
    /// <summary>How long an identity is remembered, in minutes.</summary>
    public const uint Lifetime = 30 * 24 * 60;

    private readonly Table?[] _tables = new Table?[256];

    /// <summary>Entries held, those among them that are too old but not cleared away yet.</summary>
    public int Count => _tables.Sum(table => table?.Count ?? 0);

    /// <summary>The most slots that one addition has to look at, as the tables are now.</summary>
    public int LargestTable => _tables.Max(table => table?.Slots ?? 0);

    public bool TryFind(UInt128 identity, uint now, out ulong content)
    {
        content = 0;
        return _tables[Place(identity)] is { } table && table.TryFind(identity, now, out content);
    }

    /// <summary>Adds an identity that <see cref="TryFind"/> did not find.</summary>
    public void Add(UInt128 identity, ulong content, uint received, uint now) => (_tables[Place(identity)] ??= new()).Add(identity, content, received, now);

    /// <summary>Forgets an identity that was received in that minute; another one of the same name stays.</summary>
    public void Remove(UInt128 identity, uint received) => _tables[Place(identity)]?.Remove(identity, received);

    // Identities are hashes already. A table uses the lowest bits.
    private static int Place(UInt128 identity) => (int)((ulong)identity >> 56);

    private sealed class Table
    {
        private const int InitialSlots = 16;

        private UInt128[] _identities = new UInt128[InitialSlots];
        private ulong[] _contents = new ulong[InitialSlots];
        private uint[] _minutes = new uint[InitialSlots];   // minute of receipt since 1970; 0 marks a free slot
        private int _count;

        public int Count => _count;

        public int Slots => _minutes.Length;

        public bool TryFind(UInt128 identity, uint now, out ulong content)
        {
            var slot = Slot(identity);
            content = _contents[slot];
            return _minutes[slot] != 0 && !IsOld(_minutes[slot], now);
        }

        public void Add(UInt128 identity, ulong content, uint received, uint now)
        {
            if (_count + 1 > _identities.Length / 4 * 3)
                Rebuild(now);
            var slot = Slot(identity);
            if (_minutes[slot] == 0)
                _count++;
            (_identities[slot], _contents[slot], _minutes[slot]) = (identity, content, Math.Max(received, 1));
        }

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
            var slot = (int)(ulong)identity & mask;
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
}
