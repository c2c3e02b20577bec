using CsCheck;
using Rollcall.Kernel.Sets;
using Xunit;

namespace Rollcall.Kernel.Tests.Sets;

/// <summary>Vectors against words, one by one.</summary>
public sealed class BitmapTests
{
    private static readonly Gen<ulong[]> Bits = Gen.OneOf(Gen.ULong, Gen.Const(0UL), Gen.Const(ulong.MaxValue), Gen.Int[0, 63].Select(bit => 1UL << bit)).Array[Bitmap.Words];

    [Fact]
    public void Counts_are_those_of_each_word() => Gen.Select(Bits, Bits, Bits, Gen.Int[0, 40]).Sample((a, b, c, words) =>
    {
        Assert.Equal(a.Zip(b, (x, y) => x & y).Zip(c, (x, y) => x & y).Sum(word => (int)ulong.PopCount(word)), Bitmap.CountAll(a, b, c));
        Assert.Equal(a.Sum(word => (int)ulong.PopCount(word)), Bitmap.Count(a));
        Assert.Equal(a.Zip(b, (x, y) => x & y).Sum(word => (int)ulong.PopCount(word)), Bitmap.CountBoth(a, b));
        Assert.Equal(a.Take(words).Sum(word => (int)ulong.PopCount(word)), Bitmap.Count(a.AsSpan(0, words)));
    });

    [Fact]
    public void Sets_are_made_word_by_word() => Gen.Select(Bits, Bits, Bits).Sample((a, b, c) =>
    {
        Made((a, b, _) => a | b, into => Bitmap.Unite(into, b));
        Made((a, b, c) => a | (b & c), into => Bitmap.UniteBoth(into, b, c));
        Made((_, b, c) => b & c, into => Bitmap.Intersect(into, b, c));
        Made((_, b, c) => b & ~c, into => Bitmap.Subtract(into, b, c));

        void Made(Func<ulong, ulong, ulong, ulong> word, Action<ulong[]> make)
        {
            var into = a.ToArray();
            make(into);
            Assert.Equal(a.Select((x, i) => word(x, b[i], c[i])), into);
        }
    });
}
