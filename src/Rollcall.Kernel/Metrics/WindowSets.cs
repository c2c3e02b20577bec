using System.Numerics;
using Rollcall.Kernel.Sets;

namespace Rollcall.Kernel.Metrics;

/// <summary>The sets behind adoption of one window over one chunk. Scratch memory of one thread.</summary>
/// <param name="neverAccess">People of the chunk without access on any day, ever.</param>
internal sealed class WindowSets(ulong[] neverAccess)
{
    /// <summary>People whom the denominator takes for eligible.</summary>
    public ulong[] Eligible { get; } = Bitmap.New();

    /// <summary>People by their use.</summary>
    public UseSets Used { get; } = new();

    /// <summary>People who used it on any day before the end of the window.</summary>
    public EverUsed EverUsed { get; } = new();

    /// <summary>Empties all but <see cref="EverUsed"/>, which only grows from window to window.</summary>
    public void Clear()
    {
        Array.Clear(Eligible);
        Used.Clear();
    }

    /// <summary>Shadow people of one word by cause.</summary>
    public (ulong NeverEligible, ulong NotYet, ulong Ended, ulong Gap) Causes(int word)
    {
        var (shadow, since, before) = (Used.Shadow(word), Used.SinceStart[word], Used.BeforeEnd[word]);
        var known = shadow & ~neverAccess[word];
        return (shadow & neverAccess[word], known & ~since, known & since & ~before, known & since & before);
    }

    /// <summary>Adds the people of the window who are in another set; all counts but those of shadow use.</summary>
    public void AddTo(ref Tally to, ReadOnlySpan<ulong> among)
    {
        var eligible = Bitmap.CountBoth(Eligible, among);
        to.Eligible += eligible;
        to.Active += Bitmap.CountBoth(Used.Active, among);
        to.ActiveWithAccess += Bitmap.CountBoth(Used.WithAccess, among);
        to.ActiveEligible += Bitmap.CountAll(Eligible, Used.WithAccess, among);
        to.NeverUsed += eligible - Bitmap.CountAll(Eligible, EverUsed.People, among);   // who used it in the window has ever used it
    }

    /// <summary>Adds the shadow people who are in another set, by cause.</summary>
    public void AddShadowTo(ref Tally to, ReadOnlySpan<ulong> among)
    {
        for (var word = 0; word < Bitmap.Words; word++)
        {
            if ((Used.Shadow(word) & among[word]) == 0)
                continue;
            var (neverEligible, notYet, ended, gap) = Causes(word);
            to.NeverEligible += BitOperations.PopCount(neverEligible & among[word]);
            to.NotYet += BitOperations.PopCount(notYet & among[word]);
            to.Ended += BitOperations.PopCount(ended & among[word]);
            to.Gap += BitOperations.PopCount(gap & among[word]);
        }
    }

    /// <summary>The same, each to the tally of the person's group.</summary>
    public void AddShadowTo(Tally[] groups, ReadOnlySpan<ulong> among, ReadOnlySpan<int> groupOf)
    {
        for (var word = 0; word < Bitmap.Words; word++)
        {
            var shadow = Used.Shadow(word) & among[word];
            if (shadow == 0)
                continue;
            var (neverEligible, notYet, ended, _) = Causes(word);
            for (; shadow != 0; shadow &= shadow - 1)
            {
                var person = shadow & (~shadow + 1);
                groups[groupOf[(word << 6) + BitOperations.TrailingZeroCount(shadow)]].AddShadow(
                    (neverEligible & person) != 0 ? PeopleSet.ShadowNeverEligible
                    : (notYet & person) != 0 ? PeopleSet.ShadowNotYet
                    : (ended & person) != 0 ? PeopleSet.ShadowEnded
                    : PeopleSet.ShadowGap);
            }
        }
    }
}
