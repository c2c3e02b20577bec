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

    /// <summary>People by their use.</summary>
    public UseSets Used { get; } = new();

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
        Array.Clear(Eligible);
        Array.Clear(EverUsed);
        Used.Clear();
        Uses.Clear();
        if (Days.Days == 0)
            return;
        People.Load(chunk, Days, _question.AsOf.Resolve(window, _today));
        while (People.Step())
        {
            EligibleDays += People.WithAccess;
            if (_activity.On(People.Day)?.AtLeast(_question.MinInteractions) is { } use)
                Add(use);
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
            var idle = Eligible[i] & ~Used.WithAccess[i];
            var (neverEligible, notYet, ended, gap) = Used.Causes(i, People.NeverAccess[i]);
            people[i] = set switch
            {
                PeopleSet.Eligible => Eligible[i],
                PeopleSet.Active => Used.Active[i],
                PeopleSet.ActiveEligible => Eligible[i] & Used.WithAccess[i],
                PeopleSet.Idle => idle,
                PeopleSet.NeverUsed => idle & ~EverUsed[i],
                PeopleSet.UsedBefore => idle & EverUsed[i],
                PeopleSet.ShadowNeverEligible => neverEligible,
                PeopleSet.ShadowNotYet => notYet,
                PeopleSet.ShadowEnded => ended,
                PeopleSet.ShadowGap => gap,
                _ => Used.Shadow(i),
            };
        }

        return ChunkSet.OfBits(people);
    }

    /// <summary>Access and use of somebody whose tags move: on all days that the filters admit (null, first), and on those of each group.</summary>
    public IEnumerable<(int? Group, PersonUse Use)> UsesOf(int person, PersonHistory history) => People.UsesOf(person, history, _activity, _question.MinInteractions);

    private void Add(DayUse use)
    {
        if (_decision.IsTrivial)
            Interactions += use.Interactions;
        else if (_decision.Groups.Count > 0)
            Uses.Add(use);
        BothDays += Used.Unite(use, People);
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
        if (use.ActiveDays == 0)
            return;
        Bitmap.Add(Used.Active, person);
        // The sets of causes have the days that the filters do not admit, too.
        var cause = use.CauseOfShadow(history);
        Set(Used.WithAccess, use.ActiveEligibleDays > 0);
        Set(Used.SinceStart, cause is not PeopleSet.ShadowNotYet);
        Set(Used.BeforeEnd, cause is PeopleSet.ShadowGap);

        void Set(ulong[] people, bool isIn)
        {
            if (isIn)
                Bitmap.Add(people, person);
            else
                Bitmap.Remove(people, person);
        }
    }
}
