namespace Rollcall.Demo;

/// <summary>
/// The generator's own random numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// Integers only, so every machine and every runtime draws the same; <see cref="Random"/> promises that for no seed.
/// </summary>
internal struct Dice(ulong state)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = state;

    /// <summary>One step of SplitMix64: a number that looks unrelated to those of its neighbours.</summary>
    public static ulong Hash(ulong key, ulong number)
    {
        var z = key + ((number + 1) * Golden);
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    public ulong Next()
    {
        var drawn = Hash(_state, 0);
        _state += Golden;
        return drawn;
    }

    /// <summary>0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(((Next() >> 32) * (uint)count) >> 32);

    /// <summary><paramref name="from"/> to <paramref name="until"/> − 1; <paramref name="from"/> when that is empty.</summary>
    public int Between(int from, int until) => until <= from ? from : from + Below(until - from);

    /// <summary>True in so many of a thousand draws.</summary>
    public bool Chance(int permille) => Below(1000) < permille;

    /// <summary>An index into parts of a thousand, each part as likely as it is large; the last one takes what is left.</summary>
    public int Part(ReadOnlySpan<int> permille)
    {
        var drawn = Below(1000);
        var part = 0;
        while (part < permille.Length - 1 && drawn >= permille[part])
            drawn -= permille[part++];
        return part;
    }

    public T Of<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
