using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>The people of one chunk by what a metric sees of them on the days that it looks at, and by its own sets. Everybody in the sets but Admitted is admitted.</summary>
/// <param name="sets">Number of the metric's sets.</param>
internal sealed class ReachedPeople(int sets)
{
    /// <summary>Excluded by the project: they count nowhere.</summary>
    public ulong[] Excluded { get; } = Bitmap.New();

    /// <summary>Admitted by the people filter; also numbers that nobody has.</summary>
    public ulong[] Admitted { get; } = Bitmap.New();

    /// <summary>With a day of access.</summary>
    public ulong[] Access { get; } = Bitmap.New();

    /// <summary>With a day of use; where the metric wants both, while they had access. So are the next two.</summary>
    public ulong[] Use { get; } = Bitmap.New();

    /// <summary>With a qualifying interaction.</summary>
    public ulong[] Qualifying { get; } = Bitmap.New();

    /// <summary>With an interaction of any kind.</summary>
    public ulong[] Interaction { get; } = Bitmap.New();

    /// <summary>With access on a day to come, or with use where use alone is counted.</summary>
    public ulong[] ToCome { get; } = Bitmap.New();

    /// <summary>The metric's sets.</summary>
    public ulong[][] Sets { get; } = [.. Enumerable.Range(0, sets).Select(_ => Bitmap.New())];

    public void Clear()
    {
        foreach (var bits in Sets.Concat([Excluded, Admitted, Access, Use, Qualifying, Interaction, ToCome]))
            Array.Clear(bits);
    }
}
