using System.Numerics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>The sets behind adoption of one window over one chunk, and its sums. Scratch memory of one thread; everybody in the sets is admitted.</summary>
/// <param name="neverAccess">People of the chunk without access on any day, ever.</param>
internal sealed class WindowSets(ulong[] neverAccess)
{
    /// <summary>People whom the denominator takes for eligible.</summary>
    public ulong[] Eligible { get; } = Bitmap.New();

    /// <summary>People by their use.</summary>
    public UseSets Used { get; } = new();

    /// <summary>People who used it on any day before the end of the window; here also those who are not admitted.</summary>
    public EverUsed EverUsed { get; } = new();

    /// <summary>Person-days with access.</summary>
    public long EligibleDays { get; set; }

    /// <summary>Person-days of both access and use.</summary>
    public long BothDays { get; set; }

    public long Interactions { get; set; }

    /// <summary>Empties all but <see cref="EverUsed"/>, which only grows from window to window.</summary>
    public void Clear()
    {
        Array.Clear(Eligible);
        Used.Clear();
        (EligibleDays, BothDays, Interactions) = (0, 0, 0);
    }

    /// <summary>Shadow people of one word by cause.</summary>
    public (ulong NeverEligible, ulong NotYet, ulong Ended, ulong Gap) Causes(int word)
    {
        var (shadow, since, before) = (Used.Shadow(word), Used.SinceStart[word], Used.BeforeEnd[word]);
        var known = shadow & ~neverAccess[word];
        return (shadow & neverAccess[word], known & ~since, known & since & ~before, known & since & before);
    }

    public void AddTo(ref Tally total)
    {
        var eligible = Bitmap.Count(Eligible);
        total.Eligible += eligible;
        total.Active += Bitmap.Count(Used.Active);
        total.ActiveWithAccess += Bitmap.Count(Used.WithAccess);
        total.ActiveEligible += Bitmap.CountBoth(Eligible, Used.WithAccess);
        total.NeverUsed += eligible - Bitmap.CountBoth(Eligible, EverUsed.People);   // who used it in the window has ever used it
        total.EligibleDays += EligibleDays;
        total.ActiveEligibleDays += BothDays;
        total.Interactions += Interactions;
        for (var word = 0; word < Bitmap.Words; word++)
        {
            if (Used.Shadow(word) == 0)
                continue;
            var (neverEligible, notYet, ended, gap) = Causes(word);
            total.NeverEligible += BitOperations.PopCount(neverEligible);
            total.NotYet += BitOperations.PopCount(notYet);
            total.Ended += BitOperations.PopCount(ended);
            total.Gap += BitOperations.PopCount(gap);
        }
    }
}
