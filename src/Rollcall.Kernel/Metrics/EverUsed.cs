using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The people of a chunk who used it on any day before another, with access or without (also in days to come, where a sender's clock is ahead).
/// Windows mostly come in ascending order, so the days between two ends are added to what was found before.
/// </summary>
internal sealed class EverUsed
{
    private const int FewDays = 10;   // to unite so many takes as long as to compare everybody's first day

    private ActivityChunk? _activity;
    private int _minInteractions;
    private Day _until;

    public ulong[] People { get; } = Bitmap.New();

    /// <summary>Finds them for a chunk and the first day that is not looked at.</summary>
    public void Find(ActivityChunk activity, int minInteractions, Day until)
    {
        var from = activity == _activity && minInteractions == _minInteractions && until >= _until ? _until : Day.Earliest;
        (_activity, _minInteractions, _until) = (activity, minInteractions, until);
        var added = activity.Days.Clip(new(from, until));
        if (minInteractions <= 1 && added.Days > FewDays)
        {
            FindByFirstDay(activity);
            return;
        }

        if (from == Day.Earliest)
            Array.Clear(People);
        for (var day = added.From; day < added.Until; day += 1)
            activity.On(day)?.AtLeast(minInteractions)?.People.OrInto(People);
    }

    private void FindByFirstDay(ActivityChunk activity)
    {
        Array.Clear(People);
        var until = Vector512.Create(_until.Number);
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
        {
            var first = activity.FirstDays(page);
            for (var i = 0; i < first.Length; i += Vector512<int>.Count)
            {
                var used = Vector512.LessThan(Vector512.LoadUnsafe(in MemoryMarshal.GetReference(first), (nuint)i), until).ExtractMostSignificantBits();
                People[((page * PopulationPage.Size) + i) >> 6] |= used << (i & 63);
            }
        }
    }
}
