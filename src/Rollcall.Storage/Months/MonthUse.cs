using System.Buffers.Binary;
using System.Security.Cryptography;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Months;

/// <summary>
/// Who used it on which day of a month, added up, as of a row. Kept beside the month's file so that a start need not look at every interaction again; what cannot be read, or was made
/// under other circumstances, is as good as none.
/// </summary>
/// <param name="Circumstances">Of the month: another value, another use.</param>
/// <param name="Through">The newest row that is in it.</param>
/// <param name="Interactions">All of them.</param>
/// <param name="Days">By 65,536 identifiers, then day, then identifier, each once.</param>
internal sealed record MonthUse(byte[] Circumstances, long Through, long Interactions, List<(int Identifier, Day Day, int Count)> Days)
{
    // On disk: the circumstances (a hash), two numbers and the number of days of use, then each as the difference to the one before and its count, then a hash of all that.
    private const int HashBytes = 32;
    private const int HeadBytes = HashBytes + (3 * sizeof(long));

    // On disk, to be counted up with every change of the layout.
    private const long Layout = 1;

    /// <summary>What the file of a month depends on besides its rows: the store, whether it was made anew, and when local days begin.</summary>
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

    /// <summary>What is kept in a file; null where it is of no use.</summary>
    public static MonthUse? Read(string path, byte[] circumstances, long movedThrough)
    {
        ReadOnlySpan<byte> bytes = BytesOf(path);
        if (bytes.Length < HeadBytes + HashBytes || !bytes[..HashBytes].SequenceEqual(circumstances)
            || !bytes[^HashBytes..].SequenceEqual(SHA256.HashData(bytes[..^HashBytes])))
        {
            return null;
        }

        var head = bytes[HashBytes..HeadBytes];
        var (through, interactions) = (BinaryPrimitives.ReadInt64LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
        if (through > movedThrough)
            return null;
        var days = new List<(int, Day, int)>((int)BinaryPrimitives.ReadInt64LittleEndian(head[16..]));
        var (key, at) = (0UL, HeadBytes);
        for (var i = 0; i < days.Capacity; i++)
        {
            key += Take(bytes, ref at);
            days.Add(((int)((key >> 48 << 16) | (key & 0xFFFF)), new Day((int)(uint)(key >> 16)), (int)Take(bytes, ref at)));
        }

        return new(circumstances, through, interactions, days);
    }

    /// <summary>This with more, in any order.</summary>
    public MonthUse Plus(IReadOnlyCollection<(int Identifier, Day Day, int Count)> more, long through)
    {
        if (more.Count == 0)
            return this with { Through = through };
        var (keys, counts) = (new ulong[Days.Count + more.Count], new int[Days.Count + more.Count]);
        var at = 0;
        foreach (var (identifier, day, count) in Days.Concat(more))
            (keys[at], counts[at++]) = (Key(identifier, day), count);
        Array.Sort(keys, counts);
        var days = new List<(int, Day, int)>(keys.Length);
        for (at = 0; at < keys.Length;)
        {
            var (key, sum) = (keys[at], 0);
            for (; at < keys.Length && keys[at] == key; at++)
                sum += counts[at];
            days.Add(((int)((key >> 48 << 16) | (key & 0xFFFF)), new Day((int)(uint)(key >> 16)), sum));
        }

        return new(Circumstances, through, Interactions + more.Sum(day => (long)day.Count), days);
    }

    /// <summary>Keeps it in a file. Without a sync: a file that is not whole is none.</summary>
    public void Write(string path)
    {
        using var bytes = new MemoryStream(HeadBytes + HashBytes + (4 * Days.Count));
        Span<byte> number = stackalloc byte[sizeof(long)];
        bytes.Write(Circumstances);
        foreach (var value in (long[])[Through, Interactions, Days.Count])
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            bytes.Write(number);
        }

        var before = 0UL;
        foreach (var (identifier, day, count) in Days)
        {
            var key = Key(identifier, day);
            Put(bytes, key - before);
            Put(bytes, (ulong)count);
            before = key;
        }

        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        File.WriteAllBytes($"{path}.new", bytes.ToArray());
        File.Move($"{path}.new", path, overwrite: true);
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
