using System.Buffers.Binary;
using System.Security.Cryptography;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Months;

/// <summary>
/// Who used it on which day of a month, added up, as of a row. Kept beside the month's file so that a start need not look at every interaction again; what cannot be read, or was made
/// under other circumstances, is as good as none. In memory as on disk: of a large company a month has a million days of use.
/// </summary>
internal sealed class MonthUse
{
    // The circumstances (a hash), four numbers, then each day of use as the difference to the one before and its count; on disk with a hash of all that at the end.
    private const int HashBytes = 32;
    private const int HeadBytes = HashBytes + (4 * sizeof(long));

    // On disk, to be counted up with every change of the layout.
    private const long Layout = 2;

    private readonly ReadOnlyMemory<byte> _bytes;

    private MonthUse(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The newest row that is in it.</summary>
    public long Through => Number(0);

    /// <summary>All of them.</summary>
    public long Interactions => Number(1);

    /// <summary>When the newest of them was received, UTC microseconds; 0 where that is not known of any.</summary>
    public long Received => Number(2);

    /// <summary>By 65,536 identifiers, then day, then identifier, each once.</summary>
    public IEnumerable<(int Identifier, Day Day, int Count)> Days
    {
        get
        {
            var (key, at) = (0UL, HeadBytes);
            for (var left = Number(3); left > 0; left--)
            {
                key += Take(_bytes.Span, ref at);
                yield return ((int)((key >> 48 << 16) | (key & 0xFFFF)), new Day((int)(uint)(key >> 16)), (int)Take(_bytes.Span, ref at));
            }
        }
    }

    private ReadOnlySpan<byte> Circumstances => _bytes.Span[..HashBytes];

    /// <summary>What the file of a month depends on besides its rows: the store, whether it was made anew, and when local days begin. Another value, another use.</summary>
    public static byte[] CircumstancesOf(MonthLedger ledger, MonthEntry entry, ProjectCalendar calendar)
    {
        List<long> numbers = [Layout, (long)(ulong)ledger.Store, (long)(ulong)(ledger.Store >> 64), entry.Month.Number, entry.DamagedAt ?? 0];
        for (var day = calendar.DayOf(entry.Month.Start); day <= calendar.DayOf(entry.Month.End); day += 1)
            numbers.AddRange([day.Number, Timestamp.ToMicroseconds(calendar.StartOf(day))]);
        var bytes = new byte[numbers.Count * sizeof(long)];
        for (var i = 0; i < numbers.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), numbers[i]);
        return SHA256.HashData(bytes);
    }

    /// <summary>Of a month of which nothing is known.</summary>
    public static MonthUse None(byte[] circumstances) => Of(circumstances, 0, 0, 0, [], []);

    /// <summary>What is kept in a file; null where it is of no use.</summary>
    public static MonthUse? Read(string path, byte[] circumstances, long movedThrough)
    {
        ReadOnlyMemory<byte> bytes = BytesOf(path);
        if (bytes.Length < HeadBytes + HashBytes || !bytes.Span[..HashBytes].SequenceEqual(circumstances)
            || !bytes.Span[^HashBytes..].SequenceEqual(SHA256.HashData(bytes.Span[..^HashBytes])))
        {
            return null;
        }

        var kept = new MonthUse(bytes[..^HashBytes]);
        return kept.Through <= movedThrough ? kept : null;
    }

    /// <summary>This with more, in any order.</summary>
    public MonthUse Plus(IReadOnlyCollection<(int Identifier, Day Day, int Count)> more, long through, long received)
    {
        var days = (int)Number(3);
        var (keys, counts) = (new ulong[days + more.Count], new int[days + more.Count]);
        var at = 0;
        foreach (var (identifier, day, count) in Days.Concat(more))
            (keys[at], counts[at++]) = (Key(identifier, day), count);
        if (more.Count > 0)
            Array.Sort(keys, counts);
        return Of(Circumstances, through, Interactions + more.Sum(day => (long)day.Count), Math.Max(Received, received), keys, counts);
    }

    /// <summary>Keeps it in a file. Without a sync: a file that is not whole is none.</summary>
    public void Write(string path)
    {
        using (var file = File.Create($"{path}.new"))
        {
            file.Write(_bytes.Span);
            file.Write(SHA256.HashData(_bytes.Span));
        }

        File.Move($"{path}.new", path, overwrite: true);
    }

    // Keys ascending; equal ones are added up.
    private static MonthUse Of(ReadOnlySpan<byte> circumstances, long through, long interactions, long received, ReadOnlySpan<ulong> keys, ReadOnlySpan<int> counts)
    {
        using var bytes = new MemoryStream(HeadBytes + (4 * keys.Length));
        bytes.Write(circumstances);
        bytes.SetLength(HeadBytes);
        bytes.Position = HeadBytes;
        var (before, days) = (0UL, 0L);
        for (var at = 0; at < keys.Length; days++)
        {
            var (key, sum) = (keys[at], 0);
            for (; at < keys.Length && keys[at] == key; at++)
                sum += counts[at];
            Put(bytes, key - before);
            Put(bytes, (ulong)sum);
            before = key;
        }

        var all = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        foreach (var (i, value) in ((long[])[through, interactions, received, days]).Index())
            BinaryPrimitives.WriteInt64LittleEndian(all.Span[(HashBytes + (i * sizeof(long)))..], value);
        return new(all);
    }

    private static byte[] BytesOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static ulong Key(int identifier, Day day) => ((ulong)(uint)(identifier >> 16) << 48) | ((ulong)(uint)day.Number << 16) | (uint)(identifier & 0xFFFF);

    private long Number(int i) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.Span[(HashBytes + (i * sizeof(long)))..]);

    private static ulong Take(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
            shift += 7;
        }
    }

    private static void Put(MemoryStream bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
    }
}
