using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Adoption of windows over one chunk, each beginning and ending with or after the one before, in one walk over the days: a day is looked at once, however
/// many windows hold it. Holds scratch memory (unless windows divide that of the question, 40 KB for each day of the longest), so one instance serves one thread.
/// </summary>
internal sealed class ChunkSlide
{
    // Of windows that may overlap: one of more days would hold more than 16 MB.
    private const int MostDays = 400;

    private readonly IndexSnapshot _snapshot;
    private readonly Question _question;
    private readonly IReadOnlyList<Period> _windows;
    private readonly Day _today;
    private readonly Period _span;            // from the first window to the end of the last, up to today
    private readonly Period _rows;            // the days that say which groups are rows
    private readonly ChunkPeople _people;     // everybody: who is admitted changes from window to window, and is asked at the end
    private readonly Admission _admission;
    private readonly ChunkGroups _groups;
    private readonly UseSums _use;
    private readonly SlidingSets? _sliding;   // null where windows divide that of the question
    private readonly SlidingSums _sums;
    private readonly WindowSets _sets;
    private readonly ulong[] _present = Bitmap.New();
    private readonly Tally[] _found;          // of one window by group
    private ActivityChunk _activity = ActivityChunk.Empty;

    /// <param name="windows">As <see cref="Suits"/> says.</param>
    public ChunkSlide(IndexSnapshot snapshot, Question question, TagDecision decision, IReadOnlyList<Period> windows, Day today)
    {
        (_snapshot, _question, _windows, _today) = (snapshot, question, windows, today);
        _span = Past(new(windows[0].From, windows[^1].Until));
        _rows = decision.IsGrouped ? _span.Clip(question.Window) : default;
        _people = new(snapshot, TagDecision.Everybody, _span, null);
        _admission = new(snapshot, decision);
        _groups = new(_people, _admission, decision.Groups.Count);
        _use = new(_people, _groups);
        var divide = Divide(question, windows);
        _sliding = divide ? null : new(question.Denominator);
        _sums = new(_groups.Count, divide ? 0 : windows.Max(window => window.Days));
        _sets = new(_people.NeverAccess);
        _found = new Tally[_groups.Count];
    }

    /// <summary>Whether windows of a question can be counted so.</summary>
    public static bool Suits(Question question, TagDecision decision, IReadOnlyList<Period> windows)
        => !question.AsOf.IsEvent && decision.Groups.Count <= ChunkGroups.Most
            && windows.All(window => window.Days > 0)
            && windows.Zip(windows.Skip(1)).All(pair => pair.First.From <= pair.Second.From && pair.First.Until <= pair.Second.Until)
            && (Divide(question, windows) || (question.Denominator.Kind != Denominator.Mode.Days && windows.All(window => window.Days <= MostDays)));

    /// <summary>Adds the counts of a chunk to the tallies of the windows.</summary>
    public void Count(int chunk, WindowTallies tallies)
    {
        if (_span.Days == 0)
            return;
        Load(chunk);
        var run = new Period(_span.From, _span.From);   // the days in the sets and sums
        for (var i = 0; i < _windows.Count && Past(_windows[i]) is { Days: > 0 } days; i++)
        {
            run = MoveStart(run, days.From);
            MoveTags(DecidingDay(_windows[i]), run);
            for (; run.Until < days.Until; run = run with { Until = run.Until + 1 })
                AddDay(run.Until, isFirst: run.Days == 0, days);
            Find(_windows[i]);
            CountInto(tallies.ByWindow[i]);
        }

        if (_sliding is not null)
            Bitmap.Unite(_present, _people.AnyAccess);
        MoveTags(DecidingDay(_question.Window), default);
        for (var group = 0; group < tallies.IsPresent.Length; group++)
            tallies.IsPresent[group] |= Bitmap.CountBoth(_groups.People(group), _present) > 0;
    }

    // Whether windows are parts of that of the question, so that no day is in two of them, and each of their days says which groups are rows.
    private static bool Divide(Question question, IReadOnlyList<Period> windows)
        => windows[0].From >= question.Window.From && windows[^1].Until <= question.Window.Until
            && windows.Zip(windows.Skip(1)).All(pair => pair.Second.From >= pair.First.Until);

    private Period Past(Period window) => window.Clip(new(Day.Earliest, _today + 1));

    private Day DecidingDay(Period window) => _question.AsOf.Resolve(window, _today)!.Value;

    private void Load(int chunk)
    {
        _activity = _snapshot.Activity.Chunk(chunk);
        _people.Load(chunk);
        _admission.Load(chunk, DecidingDay(_windows[0]), Day.Max(DecidingDay(_windows[^1]), DecidingDay(_question.Window)));
        _groups.Load();
        Array.Clear(_present);
        Clear();
    }

    private void Clear()
    {
        _sets.Clear();
        _sliding?.Clear();
        _sums.Clear();
    }

    private Period MoveStart(Period run, Day from)
    {
        if (from < run.Until)
        {
            for (; run.From < from; run = run with { From = run.From + 1 })
            {
                _sliding!.RemoveFirst();
                _sums.RemoveFirst();
            }

            return run;
        }

        Clear();
        // Days between two windows are walked over, for access goes on there.
        for (var day = run.Until; day < from; day += 1)
            Step();
        return new(from, from);
    }

    private void Step()
    {
        _people.Step();
        _groups.Step();
    }

    private void AddDay(Day day, bool isFirst, Period window)
    {
        Step();
        var use = _activity.On(day)?.AtLeast(_question.MinInteractions);
        if (_sliding is null)
            AddToWindow(use, isFirst ? window : null);
        else
            AddToSliding(_sliding, day, use);
        _sums.Add(_use.Of(use));
    }

    private void AddToWindow(DayUse? use, Period? begins)
    {
        if (begins is { } window)
            _people.Begin(window);
        if (use is not null)
            _sets.Used.Unite(use, _people);
    }

    private void AddToSliding(SlidingSets sliding, Day day, DayUse? use)
    {
        sliding.Add(use, _people);
        if (day == _rows.From)
            _people.Begin(_rows);
        if (_rows.Contains(day))
            use?.People.OrInto(_present);
    }

    // Somebody whose tags move leaves, and is admitted to, also the days that are there already.
    private void MoveTags(Day decidingDay, Period run)
    {
        while (_admission.Move(decidingDay) is var (person, from, to))
        {
            _groups.Move(person, from, to);
            if (run.Days == 0)
                continue;
            var history = _people.History(person);
            for (var i = 0; i < run.Days; i++)
            {
                var (can, count) = (history.HasAccessOn(run.From + i), _activity.On(run.From + i)?.AtLeast(_question.MinInteractions)?.CountOf(person) ?? 0);
                _sums.Move(i, new(can ? 1 : 0, can && count > 0 ? 1 : 0, count), from, to);
            }
        }
    }

    private void Find(Period window)
    {
        if (_sliding is null)
        {
            _people.AddEligible(_question.Denominator, _sets.Eligible);
            if (_rows.Days > 0)
            {
                Bitmap.Unite(_present, _people.AnyAccess);
                Bitmap.Unite(_present, _sets.Used.Active);
            }
        }
        else
        {
            _sliding.CopyTo(_sets, _people);
        }

        _sets.EverUsed.Find(_activity, _question.MinInteractions, window.Until);
    }

    private void CountInto(WindowTally tally)
    {
        for (var group = 0; group < _found.Length; group++)
        {
            _found[group] = default;
            _sets.AddTo(ref _found[group], _groups.People(group));
            _found[group].Add(_sums.Run[group]);
        }

        if (tally.Groups.Length > 0)
            _sets.AddShadowTo(_found, _admission.People, _admission.GroupOf);
        else if (_found.Length > 0)
            _sets.AddShadowTo(ref _found[0], _admission.People);
        for (var group = 0; group < _found.Length; group++)
        {
            tally.Total.Add(_found[group]);
            if (tally.Groups.Length > 0)
                tally.Groups[group].Add(_found[group]);
        }
    }
}
