using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Adoption of many windows over one chunk, each beginning and ending with or after the one before, in one walk over the days: a day is looked at once, however
/// many windows hold it. Without groups. Holds scratch memory (40 KB for each day of the longest window), so one instance serves one thread.
/// </summary>
internal sealed class ChunkSlide
{
    // A window of more days would hold more than 16 MB.
    private const int MostDays = 400;

    private static readonly ulong[] Everybody = [.. Enumerable.Repeat(ulong.MaxValue, Bitmap.Words)];

    private readonly IndexSnapshot _snapshot;
    private readonly Question _question;
    private readonly IReadOnlyList<Period> _windows;
    private readonly Day _today;
    private readonly Period _span;          // from the first window to the end of the last, up to today
    private readonly TagDecision _decision;
    private readonly ChunkPeople _people;   // everybody: who is admitted changes from window to window, and is asked at the end
    private readonly Admission _admission;
    private readonly WindowSets _sets;
    private readonly SlidingUnion _access = new(), _active = new(), _both = new(), _sinceStart = new(), _beforeEnd = new();
    private readonly ulong[] _scratch = Bitmap.New();
    private readonly ulong[] _used = Bitmap.New();   // on the day that comes in
    private readonly Sums[] _sums;          // of the admitted, by day of the span
    private ActivityChunk _activity = ActivityChunk.Empty;
    private bool _isFiltered;               // whether anybody of the chunk need not be admitted

    /// <param name="windows">As <see cref="Suits"/> says.</param>
    public ChunkSlide(IndexSnapshot snapshot, Question question, TagDecision decision, IReadOnlyList<Period> windows, Day today)
    {
        (_snapshot, _question, _windows, _today) = (snapshot, question, windows, today);
        _span = Past(new(windows[0].From, windows[^1].Until));
        _decision = decision;
        _people = new(snapshot, TagDecision.Everybody, _span, null);
        _admission = new(snapshot, decision);
        _sets = new(_people.NeverAccess);
        _sums = new Sums[_span.Days];
    }

    /// <summary>Whether windows of a question can be counted so.</summary>
    public static bool Suits(Question question, IReadOnlyList<Period> windows)
        => windows.Count > 1 && question is { GroupBy.Count: 0, AsOf.IsEvent: false } && question.Denominator.Kind != Denominator.Mode.Days
            && windows.All(window => window.Days is > 0 and <= MostDays)
            && windows.Zip(windows.Skip(1)).All(pair => pair.First.From <= pair.Second.From && pair.First.Until <= pair.Second.Until);

    /// <summary>Adds the counts of a chunk to the total of each window.</summary>
    public void Count(int chunk, WindowTally[] tallies)
    {
        if (_span.Days == 0)
            return;
        _activity = _snapshot.Activity.Chunk(chunk);
        _people.Load(chunk);
        _isFiltered = !_decision.IsTrivial || !_people.AdmitsAll;
        _admission.Load(chunk, DecidingDay(_windows[0]));
        ClearUnions();
        var run = new Period(_span.From, _span.From);   // the days in the unions
        for (var i = 0; i < _windows.Count; i++)
        {
            var days = Past(_windows[i]);
            if (days.Days == 0)
                break;
            run = MoveStart(run, days.From);
            while (_admission.Change(DecidingDay(_windows[i])) is { } change)
                AddToSums(change.Person, change.Admitted ? 1 : -1, run);
            for (; run.Until < days.Until; run = run with { Until = run.Until + 1 })
                AddDay(run.Until);
            Find(_windows[i], days);
            _sets.AddTo(ref tallies[i].Total);
        }
    }

    private Period Past(Period window) => window.Clip(new(Day.Earliest, _today + 1));

    private Day DecidingDay(Period window) => _question.AsOf.Resolve(window, _today)!.Value;

    private Period MoveStart(Period run, Day from)
    {
        if (from < run.Until)
        {
            for (; run.From < from; run = run with { From = run.From + 1 })
                RemoveFirstDay();
            return run;
        }

        ClearUnions();
        // Days between two windows are walked over, for access goes on there.
        for (var day = run.Until; day < from; day += 1)
            _people.Step();
        return new(from, from);
    }

    private void AddDay(Day day)
    {
        _people.Step();
        var use = _activity.On(day)?.AtLeast(_question.MinInteractions);
        Array.Clear(_used);
        use?.People.OrInto(_used);
        _active.Add(_used);
        Add(_sinceStart, _people.Started);
        Add(_beforeEnd, _people.NotEnded);
        Add(_both, _people.Access);
        _sums[day - _span.From] = new(
            _isFiltered ? Bitmap.CountBoth(_people.Access, _admission.People) : _people.WithAccess,
            Bitmap.CountBoth(_scratch, _admission.People),
            use is null ? 0 : _isFiltered ? use.InteractionsOf(_admission.People) : use.Interactions);
        if (_question.Denominator.Kind == Denominator.Mode.Whole)
        {
            Bitmap.Subtract(_scratch, Everybody, _people.Access);
            _access.Add(_scratch);
        }
        else
        {
            _access.Add(_people.Access);
        }
    }

    // The people who use it on this day and are in another set.
    private void Add(SlidingUnion union, ulong[] people)
    {
        Bitmap.Intersect(_scratch, _used, people);
        union.Add(_scratch);
    }

    private void RemoveFirstDay()
    {
        foreach (var union in (ReadOnlySpan<SlidingUnion>)[_access, _active, _both, _sinceStart, _beforeEnd])
            union.RemoveFirst();
    }

    private void ClearUnions()
    {
        foreach (var union in (ReadOnlySpan<SlidingUnion>)[_access, _active, _both, _sinceStart, _beforeEnd])
            union.Clear();
    }

    private void Find(Period window, Period days)
    {
        var admitted = _admission.People;
        _active.IntersectInto(_sets.Used.Active, admitted);
        _both.IntersectInto(_sets.Used.WithAccess, admitted);
        _sinceStart.IntersectInto(_sets.Used.SinceStart, admitted);
        _beforeEnd.IntersectInto(_sets.Used.BeforeEnd, admitted);
        switch (_question.Denominator.Kind)
        {
            case Denominator.Mode.Any:
                _access.IntersectInto(_sets.Eligible, admitted);
                break;
            case Denominator.Mode.Whole:   // the union is of those without access
                _access.IntersectInto(_scratch, admitted);
                Bitmap.Subtract(_sets.Eligible, admitted, _scratch);
                break;
            default:
                Bitmap.Intersect(_sets.Eligible, _people.Access, admitted);
                break;
        }

        _sets.EverUsed.Find(_activity, _question.MinInteractions, window.Until);
        (_sets.EligibleDays, _sets.BothDays, _sets.Interactions) = (0, 0, 0);
        foreach (var day in _sums.AsSpan(days.From - _span.From, days.Days))
        {
            _sets.EligibleDays += day.Eligible;
            _sets.BothDays += day.Both;
            _sets.Interactions += day.Interactions;
        }
    }

    // Somebody whose tags move is admitted to, or leaves, also the days that are there already.
    private void AddToSums(int person, int sign, Period days)
    {
        var history = _people.History(person);
        for (var day = days.From; day < days.Until; day += 1)
        {
            var (can, count) = (history.HasAccessOn(day), _activity.On(day)?.AtLeast(_question.MinInteractions)?.CountOf(person) ?? 0);
            ref var sums = ref _sums[day - _span.From];
            sums = new(sums.Eligible + (can ? sign : 0), sums.Both + (can && count > 0 ? sign : 0), sums.Interactions + (sign * count));
        }
    }

    private readonly record struct Sums(long Eligible, long Both, long Interactions);
}
