using System.Diagnostics;
using System.Runtime.Intrinsics;
using Rollcall.Kernel;
using Rollcall.Kernel.Time;

namespace Rollcall.Bench.Adoption;

/// <summary>How near an answer comes to what memory allows: the bytes that must be read over the bandwidth measured in the same run.</summary>
internal static class Bandwidth
{
    private const int Megabytes = 1_024;

    /// <summary>Bytes a second at which <paramref name="threads"/> threads add up memory far larger than the caches: the best of five passes.</summary>
    public static double Measure(int threads)
    {
        var memory = new ulong[Megabytes << 17];
        Array.Fill(memory, 1UL);
        var best = 0d;
        for (var pass = 0; pass < 5; pass++)
        {
            var started = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part => Sum(memory.AsSpan(memory.Length / threads * part, memory.Length / threads)));
            best = Math.Max(best, memory.Length * sizeof(ulong) / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }

    /// <summary>Bytes that an answer about a window cannot do without: sets and counts of its days, bounds of access and first day of use of everybody, and the tag set for groups.</summary>
    public static long MustRead(IndexSnapshot snapshot, DateOnly from, DateOnly until, bool grouped)
    {
        var bytes = (long)snapshot.Population.Chunks * Kernel.Sets.Bitmap.People * sizeof(int) * (grouped ? 4 : 3);
        for (var chunk = 0; chunk < snapshot.Activity.Chunks; chunk++)
        {
            for (var day = Day.Of(from); day < Day.Of(until); day += 1)
                bytes += snapshot.Activity.Chunk(chunk).On(day)?.Bytes ?? 0;
        }

        return bytes;
    }

    private static ulong Sum(ReadOnlySpan<ulong> words)
    {
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (var i = 0; i + 32 <= words.Length; i += 32)
        {
            a += Vector512.Create(words[i..]);
            b += Vector512.Create(words[(i + 8)..]);
            c += Vector512.Create(words[(i + 16)..]);
            d += Vector512.Create(words[(i + 24)..]);
        }

        return Vector512.Sum(a + b + c + d);
    }
}
