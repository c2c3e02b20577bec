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
    private readonly Day _today;
    private readonly DaySums[] _sums;
    private ActivityChunk _activity = ActivityChunk.Empty;

    public ChunkWindow(IndexSnapshot snapshot, Question question, TagDecision decision, Day today)
    {
        (_snapshot, _question, _today) = (snapshot, question, today);
        _sums = new DaySums[decision.IsGrouped ? decision.Groups.Count : 0];
        People = new(snapshot, decision, default, null);
        Sets = new(People.NeverAccess);
    }

    public ChunkPeople People { get; }

    /// <summary>The days up to today of the window that was walked.</summary>
    public Period Days { get; private set; }

    public WindowSets Sets { get; }

    /// <summary>Of everybody.</summary>
    public DaySums Total { get; private set; }

    /// <summary>By group, where there are groups; without the days of access.</summary>
    public ReadOnlySpan<DaySums> OfGroups => _sums;

    public void Walk(int chunk, Period window)
    {
        Days = window.Clip(new(Day.Earliest, _today + 1));
        _activity = _snapshot.Activity.Chunk(chunk);
        Sets.Clear();
        Array.Clear(_sums);
        Total = default;
        if (Days.Days == 0)
            return;
        People.Load(chunk, Days, _question.AsOf.Resolve(window, _today));
        while (People.Step())
        {
            Total += new DaySums(People.WithAccess, 0, 0);
            if (_activity.On(People.Day)?.AtLeast(_question.MinInteractions) is { } use)
                Add(use);
        }

        People.AddEligible(_question.Denominator, Sets.Eligible);
        Sets.EverUsed.Find(_activity, _question.MinInteractions, window.Until);
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
        Sets.Used.Unite(use, People);
        Total += new DaySums(0, use.CountAmong(People.Access), People.AdmitsAll ? use.Interactions : use.InteractionsOf(People.Admitted));
        if (_sums.Length == 0)
            return;
        var sum = new Sum(People, _sums);
        use.ForEach(ref sum);
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

    private readonly struct Sum(ChunkPeople people, DaySums[] groups) : IUseVisitor
    {
        public void Visit(int person, int count)
        {
            if (Bitmap.Has(people.Admitted, person))
                groups[people.GroupOf[person]] += new DaySums(0, Bitmap.Has(people.Access, person) ? 1 : 0, count);
        }
    }
}
