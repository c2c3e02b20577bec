using System.Runtime.InteropServices;

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

    /// <summary>Makes room for as many more, so that tables need not grow while they are added.</summary>
    public void Reserve(long count)
    {
        foreach (ref var table in _tables.AsSpan())
            (table ??= new()).Reserve((int)(count / _tables.Length));
    }

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

        private Entry[] _entries = new Entry[InitialSlots];
        private int _count;

        public int Count => _count;

        public int Slots => _entries.Length;

        public bool TryFind(UInt128 identity, uint now, out ulong content)
        {
            ref var entry = ref _entries[Slot(identity)];
            content = entry.Content;
            return entry.Minute != 0 && !IsOld(entry.Minute, now);
        }

        public void Reserve(int more)
        {
            var slots = Slots;
            while (slots / 4 * 3 < _count + more)
                slots *= 2;
            if (slots > Slots)
                Move(slots, now: 0);
        }

        public void Add(UInt128 identity, ulong content, uint received, uint now)
        {
            if (_count + 1 > Slots / 4 * 3)
                Clear(now);
            ref var entry = ref _entries[Slot(identity)];
            if (entry.Minute == 0)
                _count++;
            entry = new(identity, content, Math.Max(received, 1));
        }

        public void Remove(UInt128 identity, uint received)
        {
            ref var entry = ref _entries[Slot(identity)];
            if (entry.Minute == Math.Max(received, 1))
                entry = new(identity, entry.Content, 1);   // too old, so that it goes when the table grows
        }

        private static bool IsOld(uint minute, uint now) => minute + Lifetime < now;

        private int Slot(UInt128 identity)
        {
            var mask = _entries.Length - 1;
            var slot = (int)(ulong)identity & mask;
            while (_entries[slot].Minute != 0 && _entries[slot].Identity != identity)
                slot = (slot + 1) & mask;
            return slot;
        }

        // Half of the slots or more stay free, so that the next time is far off.
        private void Clear(uint now)
        {
            var live = _entries.Count(entry => entry.Minute != 0 && !IsOld(entry.Minute, now));
            var slots = InitialSlots;
            while (slots / 2 < live + 1)
                slots *= 2;
            Move(slots, now);
        }

        private void Move(int slots, uint now)
        {
            var entries = _entries;
            (_entries, _count) = (new Entry[slots], 0);
            foreach (ref readonly var entry in entries.AsSpan())
            {
                if (entry.Minute == 0 || IsOld(entry.Minute, now))
                    continue;
                _entries[Slot(entry.Identity)] = entry;
                _count++;
            }
        }
    }

    // In one place, because each is looked up on its own and from memory. Without gaps: a UInt128 would begin at every sixteenth byte.
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
    private readonly struct Entry(UInt128 identity, ulong content, uint minute)
    {
        private readonly ulong _upper = (ulong)(identity >> 64);
        private readonly ulong _lower = (ulong)identity;

        public ulong Content { get; } = content;

        /// <summary>Of receipt, since 1970; 0 marks a free slot.</summary>
        public uint Minute { get; } = minute;

        public UInt128 Identity => new(_upper, _lower);
    }
}
