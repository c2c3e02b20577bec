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
    private readonly Period _span;
    private readonly bool _admitsAll;
    private int _chunk = -1;
    private Day _goesOnFrom = Day.Latest;   // where the access that is loaded goes on behind the last window
    private ActivityChunk _activity = ActivityChunk.Empty;

    /// <param name="span">Holds all windows that will be asked for.</param>
    public ChunkWindow(IndexSnapshot snapshot, Question question, TagDecision decision, Period span, Day today)
    {
        (_snapshot, _question, _decision, _today) = (snapshot, question, decision, today);
        _span = Past(span);
        _admitsAll = question is { People.Count: 0, AsOf.IsEvent: false };
        People = new(snapshot, decision, default, null);
        Uses = new(People, decision.IsTrivial ? 0 : decision.Groups.Count);
        Sets = new(People.NeverAccess);
    }

    public ChunkPeople People { get; }

    /// <summary>The days up to today of the window that was walked.</summary>
    public Period Days { get; private set; }

    public WindowSets Sets { get; }

    /// <summary>Interactions and days by group, where there are filters or groups.</summary>
    public UseSums Uses { get; }

    public void Walk(int chunk, Period window)
    {
        Days = Past(window);
        _activity = _snapshot.Activity.Chunk(chunk);
        Sets.Clear();
        Uses.Clear();
        if (Days.Days == 0)
            return;
        LoadPeople(chunk, _question.AsOf.Resolve(window, _today));
        while (People.Step())
        {
            Sets.EligibleDays += People.WithAccess;
            if (_activity.On(People.Day)?.AtLeast(_question.MinInteractions) is { } use)
                Add(use);
        }

        Uses.ToGroups();
        foreach (var interactions in Uses.Interactions)
            Sets.Interactions += interactions;
        People.AddEligible(_question.Denominator, Sets.Eligible);
        Sets.EverUsed.Find(_activity, _question.MinInteractions, window.Until);
    }

    private Period Past(Period window) => window.Clip(new(Day.Earliest, _today + 1));

    // Where the windows of a chunk follow each other, access is read once and goes on from window to window.
    private void LoadPeople(int chunk, Day? decidingDay)
    {
        var isNext = chunk != _chunk || Days.From >= _goesOnFrom;
        if (!_admitsAll || Days == _span || !isNext)
        {
            People.Load(chunk, Days, decidingDay);
            (_chunk, _goesOnFrom) = (chunk, Day.Latest);
            return;
        }

        if (chunk != _chunk)
            People.Load(chunk, _span, decidingDay);
        People.Continue(Days, decidingDay!.Value);
        (_chunk, _goesOnFrom) = (chunk, Days.Until);
    }

    /// <summary>The people of a set of the window that was walked.</summary>
    public ChunkSet Members(PeopleSet set)
    {
        if (Days.Days == 0)
            return ChunkSet.Empty;
        foreach (var (person, history) in People.Movers)
            AddMover(person, history);
        Span<ulong> people = new ulong[Bitmap.Words];
        var (eligible, used, everUsed) = (Sets.Eligible, Sets.Used, Sets.EverUsed.People);
        for (var i = 0; i < people.Length; i++)
        {
            var idle = eligible[i] & ~used.WithAccess[i];
            var (neverEligible, notYet, ended, gap) = Sets.Causes(i);
            people[i] = set switch
            {
                PeopleSet.Eligible => eligible[i],
                PeopleSet.Active => used.Active[i],
                PeopleSet.ActiveEligible => eligible[i] & used.WithAccess[i],
                PeopleSet.Idle => idle,
                PeopleSet.NeverUsed => idle & ~everUsed[i],
                PeopleSet.UsedBefore => idle & everUsed[i],
                PeopleSet.ShadowNeverEligible => neverEligible,
                PeopleSet.ShadowNotYet => notYet,
                PeopleSet.ShadowEnded => ended,
                PeopleSet.ShadowGap => gap,
                _ => used.Shadow(i),
            };
        }

        return ChunkSet.OfBits(people);
    }

    /// <summary>Access and use of somebody whose tags move: on all days that the filters admit (null, first), and on those of each group.</summary>
    public IEnumerable<(int? Group, PersonUse Use)> UsesOf(int person, PersonHistory history) => People.UsesOf(person, history, _activity, _question.MinInteractions);

    private void Add(DayUse use)
    {
        if (_decision.IsTrivial)
            Sets.Interactions += People.AdmitsAll ? use.Interactions : use.InteractionsOf(People.Admitted);
        else if (_decision.Groups.Count > 0)
            Uses.Add(use);
        Sets.BothDays += Sets.Used.Unite(use, People);
    }

    private void AddMover(int person, PersonHistory history)
    {
        var use = UsesOf(person, history).First().Use;
        if (use.IsEligible(_question.Denominator, Days.Days))
            Bitmap.Add(Sets.Eligible, person);
        if (use.ActiveDays == 0)
            return;
        Bitmap.Add(Sets.Used.Active, person);
        // The sets of causes have the days that the filters do not admit, too.
        var cause = use.CauseOfShadow(history);
        Set(Sets.Used.WithAccess, use.ActiveEligibleDays > 0);
        Set(Sets.Used.SinceStart, cause is not PeopleSet.ShadowNotYet);
        Set(Sets.Used.BeforeEnd, cause is PeopleSet.ShadowGap);

        void Set(ulong[] people, bool isIn)
        {
            if (isIn)
                Bitmap.Add(people, person);
            else
                Bitmap.Remove(people, person);
        }
    }
}
