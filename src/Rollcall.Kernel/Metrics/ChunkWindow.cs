using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The sets behind adoption of one window over one chunk of 65,536 people: <see cref="Walk"/> goes through the days once and unites what the metric
/// needs. Everybody in the sets is admitted. Holds scratch memory, so one instance serves one thread, many chunks and many windows; to take
/// all windows of a chunk before the next chunk is quicker, as its people stay in the cache of the processor.
/// </summary>
internal sealed class ChunkWindow
{
    private readonly IndexSnapshot _snapshot;
    private readonly Question _question;
    private readonly TagDecision _decision;
    private readonly Day _today;
    private ActivityChunk _activity = ActivityChunk.Empty;

    public ChunkWindow(IndexSnapshot snapshot, Question question, TagDecision decision, Day today)
    {
        (_snapshot, _question, _decision, _today) = (snapshot, question, decision, today);
        People = new(snapshot, decision, default, null);
        Uses = new(People, decision.IsTrivial ? 0 : decision.Groups.Count);
    }

    public ChunkPeople People { get; }

    /// <summary>The days up to today of the window that was walked.</summary>
    public Period Days { get; private set; }

    /// <summary>People whom the denominator takes for eligible.</summary>
    public ulong[] Eligible { get; } = Bitmap.New();

    /// <summary>People with a day of use.</summary>
    public ulong[] Active { get; } = Bitmap.New();

    /// <summary>People with a day of both access and use.</summary>
    public ulong[] WithAccess { get; } = Bitmap.New();

    /// <summary>People who used it on any day before the end of the window.</summary>
    public ulong[] EverUsed { get; } = Bitmap.New();

    /// <summary>Person-days with access.</summary>
    public long EligibleDays { get; private set; }

    /// <summary>Person-days of both access and use.</summary>
    public long BothDays { get; private set; }

    /// <summary>Interactions of all people. While there are filters or groups, <see cref="Uses"/> has them and this is 0.</summary>
    public long Interactions { get; private set; }

    /// <summary>Interactions and days by group, where there are filters or groups.</summary>
    public UseSums Uses { get; }

    public void Walk(int chunk, Period window)
    {
        Days = window.Clip(new Period(Day.Earliest, _today + 1));
        _activity = _snapshot.Activity.Chunk(chunk);
        (EligibleDays, BothDays, Interactions) = (0, 0, 0);
        foreach (var bits in (ReadOnlySpan<ulong[]>)[Eligible, Active, WithAccess, EverUsed])
            Array.Clear(bits);
        Uses.Clear();
        if (Days.Days == 0)
            return;
        People.Load(chunk, Days, _question.AsOf.Resolve(window, _today));
        while (People.Step())
        {
            EligibleDays += People.WithAccess;
            if (_activity.On(People.Day)?.AtLeast(_question.MinInteractions) is { } use)
                Unite(use);
        }

        Uses.ToGroups();
        People.AddEligible(_question.Denominator, Eligible);
        FindEverUsed(window.Until);
    }

    /// <summary>The people of a set of the window that was walked.</summary>
    public ChunkSet Members(PeopleSet set)
    {
        if (Days.Days == 0)
            return ChunkSet.Empty;
        foreach (var (person, history) in People.Movers)
            AddMover(person, history);
        Span<ulong> people = new ulong[Bitmap.Words];
        for (var i = 0; i < people.Length; i++)
        {
            var idle = Eligible[i] & ~WithAccess[i];
            people[i] = set switch
            {
                PeopleSet.Eligible => Eligible[i],
                PeopleSet.Active => Active[i],
                PeopleSet.ActiveEligible => Eligible[i] & WithAccess[i],
                PeopleSet.Idle => idle,
                PeopleSet.NeverUsed => idle & ~EverUsed[i],
                PeopleSet.UsedBefore => idle & EverUsed[i],
                _ => Active[i] & ~WithAccess[i],
            };
            if (set <= PeopleSet.Shadow)
                continue;
            for (var rest = people[i]; rest != 0; rest &= rest - 1)
            {
                if (ShadowCause((i << 6) + BitOperations.TrailingZeroCount(rest)) != set)
                    people[i] &= ~(rest & (~rest + 1));
            }
        }

        return ChunkSet.OfBits(people);
    }

    /// <summary>Why somebody who is active has no day of both access and use.</summary>
    public PeopleSet ShadowCause(int person)
    {
        if (Bitmap.Has(People.NeverAccess, person))
            return PeopleSet.ShadowNeverEligible;
        if (Bitmap.Has(People.AccessToCome, person))
            return PeopleSet.ShadowNotYet;
        if (Bitmap.Has(People.AccessEnded, person))
            return PeopleSet.ShadowEnded;
        // Access on both sides of a day of the window: its place among the days of use decides.
        var history = People.History(person);
        if (People.Movers.Exists(mover => mover.Person == person))
            return Cause(history, UsesOf(person, history).First().Use);
        var (first, last) = (Days.From, Days.Until - 1);
        while (!IsActive(first))
            first += 1;
        while (!IsActive(last))
            last -= 1;
        return Cause(history, first, last);

        bool IsActive(Day day) => _activity.On(day)?.AtLeast(_question.MinInteractions) is { } use && use.People.Contains(person);
    }

    /// <summary>The same for somebody whose tags move, from the days that count.</summary>
    public static PeopleSet Cause(PersonHistory history, PersonUse use) => Cause(history, use.First, use.Last);

    /// <summary>Access and use of somebody whose tags move: on all days that the filters admit (null, first), and on those of each group.</summary>
    public IEnumerable<(int? Group, PersonUse Use)> UsesOf(int person, PersonHistory history) => People.UsesOf(person, history, _activity, _question.MinInteractions);

    private static PeopleSet Cause(PersonHistory history, Day firstActive, Day lastActive)
    {
        if (history.Access.Length == 0)
            return PeopleSet.ShadowNeverEligible;
        if (history.Access[0].From > lastActive)
            return PeopleSet.ShadowNotYet;
        return history.Access[^1].Until <= firstActive ? PeopleSet.ShadowEnded : PeopleSet.ShadowGap;
    }

    private void Unite(DayUse use)
    {
        if (_decision.IsTrivial)
            Interactions += use.Interactions;
        else if (_decision.Groups.Count > 0)
            Uses.Add(use);
        else
            return;   // the filter admits nobody

        if (!use.People.IsBitmap)
        {
            foreach (var person in use.People.List)
                Unite(person);
        }
        else if (_decision.AdmitsAll && People.Movers.Count == 0)
        {
            Bitmap.Unite(Active, use.People.Bits);
            BothDays += Bitmap.UniteBoth(WithAccess, use.People.Bits, People.Access);
        }
        else
        {
            // Whoever has access in the walk is admitted.
            Bitmap.UniteBoth(Active, use.People.Bits, People.Admitted);
            BothDays += Bitmap.UniteBoth(WithAccess, use.People.Bits, People.Access);
        }
    }

    private void Unite(int person)
    {
        if (!Bitmap.Has(People.Admitted, person))
            return;
        Bitmap.Add(Active, person);
        if (!Bitmap.Has(People.Access, person))
            return;
        Bitmap.Add(WithAccess, person);
        BothDays++;
    }

    // Use counts before the end of the window as asked, with access or without (also in days to come, where a sender's clock is ahead).
    private void FindEverUsed(Day end)
    {
        if (_question.MinInteractions <= 1)
        {
            var until = Vector512.Create(end.Number);
            for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            {
                var first = _activity.FirstDays(page);
                for (var i = 0; i < first.Length; i += Vector512<int>.Count)
                {
                    var used = Vector512.LessThan(Vector512.LoadUnsafe(in MemoryMarshal.GetReference(first), (nuint)i), until).ExtractMostSignificantBits();
                    EverUsed[((page * PopulationPage.Size) + i) >> 6] |= used << (i & 63);
                }
            }

            return;
        }

        var past = _activity.Days.Clip(new Period(Day.Earliest, end));
        for (var day = past.From; day < past.Until; day += 1)
            _activity.On(day)?.AtLeast(_question.MinInteractions)?.People.OrInto(EverUsed);
    }

    private void AddMover(int person, PersonHistory history)
    {
        var use = UsesOf(person, history).First().Use;
        if (use.IsEligible(_question.Denominator, Days.Days))
            Bitmap.Add(Eligible, person);
        if (use.ActiveDays > 0)
            Bitmap.Add(Active, person);
        if (use.ActiveEligibleDays > 0)
            Bitmap.Add(WithAccess, person);
    }
}
