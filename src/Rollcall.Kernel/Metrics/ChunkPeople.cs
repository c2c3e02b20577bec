using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// The people of one chunk of 65,536 in a window: whom the filters admit, to which group each belongs, and who has access, day by day.
/// <see cref="Load(int)"/> reads a chunk and stands before its first day; <see cref="Step"/> goes to the next one. Everybody in the sets is admitted.
/// Holds scratch memory (about 330 KB), so one instance serves one thread and many chunks.
/// </summary>
internal sealed class ChunkPeople
{
    private readonly IndexSnapshot _snapshot;
    private readonly TagDecision _decision;
    private readonly AccessChanges _changes = new();
    private readonly ChunkTags _tags;
    private Period _window;
    private Period _counted;                     // the days of AnyAccess and Changing
    private Day? _decidingDay;
    private int _chunk = -1;
    private int _day;                            // of the window

    /// <param name="snapshot">The people.</param>
    /// <param name="decision">The filters and groups.</param>
    /// <param name="window">The days to walk; none of them to come.</param>
    /// <param name="decidingDay">The day whose tags decide; null: each day's own.</param>
    public ChunkPeople(IndexSnapshot snapshot, TagDecision decision, Period window, Day? decidingDay)
        => (_snapshot, _decision, _tags, _window, _decidingDay) = (snapshot, decision, new(snapshot, decision), window, decidingDay);

    /// <summary>Whether everybody of the chunk is admitted, to group 0.</summary>
    public bool AdmitsAll => _tags.AdmitsAll;

    /// <summary>Admitted by the people filter, and not excluded.</summary>
    public ulong[] Admitted => _tags.Admitted;

    /// <summary>With access on the day of the walk.</summary>
    public ulong[] Access { get; } = Bitmap.New();

    /// <summary>Number of people in <see cref="Access"/>.</summary>
    public int WithAccess { get; private set; }

    /// <summary>With access on the first day of the window.</summary>
    public ulong[] AtStart { get; } = Bitmap.New();

    /// <summary>With access on any day of the window up to that of the walk.</summary>
    public ulong[] AnyAccess { get; } = Bitmap.New();

    /// <summary>Whose access began or ended inside the window, up to the day of the walk; who is in <see cref="AnyAccess"/> and not here has it on every day.</summary>
    public ulong[] Changing { get; } = Bitmap.New();

    /// <summary>Without access on any day, ever.</summary>
    public ulong[] NeverAccess { get; } = Bitmap.New();

    /// <summary>Whose first access began on or before the day of the walk.</summary>
    public ulong[] Started { get; } = Bitmap.New();

    /// <summary>Whose last access ends after the day of the walk, or who have none.</summary>
    public ulong[] NotEnded { get; } = Bitmap.New();

    /// <summary>The group of each person in <see cref="Admitted"/>; of others it says nothing. Empty while the decision is trivial.</summary>
    public int[] GroupOf => _tags.GroupOf;

    /// <summary>Whose tags change inside the window while each day's own decide: they are in none of the sets and must be taken day by day.</summary>
    public List<(int Person, PersonHistory History)> Movers => _tags.Movers;

    public void Load(int chunk) => Load(chunk, _window, _decidingDay);

    /// <summary>Loads a chunk for another window. Of a chunk that is loaded already, only the tags of people who have several versions are read again.</summary>
    public void Load(int chunk, Period window, Day? decidingDay)
    {
        (_window, _counted, _decidingDay, _day) = (window, window, decidingDay, -1);
        _changes.Clear(window);
        _tags.Begin(chunk, window, decidingDay);
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
        {
            var people = _snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page);
            var firstPerson = page * PopulationPage.Size;
            _tags.Read(firstPerson, people);
            ReadAccess(firstPerson, people);
        }

        _chunk = chunk;
        _changes.Sort();
        AtStart.CopyTo(Access, 0);
        AtStart.CopyTo(AnyAccess, 0);
        Array.Clear(Changing);
        WithAccess = Bitmap.Count(Access);
    }

    /// <summary>Begins a window with the day that the walk has reached: <see cref="AnyAccess"/>, <see cref="Changing"/> and who is eligible are of that window from here on.</summary>
    public void Begin(Period window)
    {
        _counted = window;
        Access.CopyTo(AnyAccess, 0);
        Array.Clear(Changing);
    }

    /// <summary>Goes to the next day of the window; false behind the last one, where <see cref="Access"/> is still that of the last.</summary>
    public bool Step()
    {
        if (Day + 1 >= _window.Until)
            return false;
        ApplyChanges(++_day);
        return true;
    }

    /// <summary>What changes of access inside the window add to, or take from, the days of those who had it at its start; to the tally of each person's group.</summary>
    public void AddChangedDays(Tally[] groups)
    {
        // Who begins brings the days that are left along, and who ends takes them away.
        for (var day = _window.From + 1; day < _window.Until; day += 1)
        {
            foreach (var change in _changes.On(day - _window.From))
            {
                var (person, begins, _, _) = AccessChanges.Read(change);
                groups[GroupOf[person]].EligibleDays += begins ? _window.Until - day : day - _window.Until;
            }
        }
    }

    /// <summary>Adds the people whose access begins on the day of the walk, other than the first.</summary>
    public void AddBeginning(ulong[] people)
    {
        foreach (var change in Changes)
        {
            if (AccessChanges.Read(change) is { Begins: true, Person: var person })
                Bitmap.Add(people, person);
        }
    }

    /// <summary>Whose access begins or ends on the day of the walk, other than the first; as <see cref="AccessChanges.Read"/> says.</summary>
    public ReadOnlySpan<int> Changes => _changes.On(_day);

    /// <summary>The day that the walk has reached.</summary>
    public Day Day => _window.From + _day;

    /// <summary>Days with access in the window of someone in <see cref="AnyAccess"/>.</summary>
    public int AccessDays(int person)
    {
        if (!Bitmap.Has(Changing, person))
            return _counted.Days;
        var (page, number) = (Page(person), person % PopulationPage.Size);
        if (page.From[number] < page.Until[number])
            return Overlap(page.From[number], page.Until[number]);
        var days = 0;
        foreach (var interval in page.IntervalsOf(number))
            days += Overlap(interval.From, interval.Until);
        return days;

        int Overlap(int from, int until) => new Period(new Day(from), new Day(until)).Clip(_counted).Days;
    }

    /// <summary>Adds the people whom a denominator takes for eligible; to be asked behind the last day of the walk.</summary>
    public void AddEligible(Denominator denominator, Span<ulong> eligible)
    {
        for (var i = 0; i < Bitmap.Words; i++)
        {
            eligible[i] |= denominator.Kind switch
            {
                Denominator.Mode.Any => AnyAccess[i],
                Denominator.Mode.End => Access[i],
                Denominator.Mode.Whole => AnyAccess[i] & ~Changing[i],
                _ => AtLeast(i, denominator.Days),
            };
        }

        ulong AtLeast(int word, int days)
        {
            ulong enough = 0;
            for (var rest = AnyAccess[word]; rest != 0; rest &= rest - 1)
            {
                if (AccessDays((word << 6) + BitOperations.TrailingZeroCount(rest)) >= days)
                    enough |= rest & (~rest + 1);
            }

            return enough;
        }
    }

    /// <summary>Access and use of somebody whose tags move: on all days that the filters admit (null), and on those of each group held in the window.</summary>
    public IEnumerable<(int? Group, PersonUse Use)> UsesOf(int person, PersonHistory history, ActivityChunk activity, int minInteractions)
    {
        yield return (null, Use(on => on != TagDecision.Refused));
        if (!_decision.IsGrouped)
            yield break;
        var versions = history.Tags.Where((version, i) => version.From < _window.Until && (i + 1 == history.Tags.Length || history.Tags[i + 1].From > _window.From));
        foreach (var group in versions.Select(version => _decision.GroupOf(version.TagSet)).Distinct().Where(group => group != TagDecision.Refused))
            yield return (group, Use(on => on == group));

        PersonUse Use(Func<int, bool> admits)
            => PersonUse.Of(history, activity, person, _window, minInteractions, day => admits(_decision.GroupOf(history.TagSetOn(day))));
    }

    /// <summary>The first access ever of somebody of the chunk, merged; null for who never had any.</summary>
    public Period? FirstAccess(int person)
    {
        var (page, number) = (Page(person), person % PopulationPage.Size);
        if (page.From[number] < page.Until[number])
            return new(new Day(page.From[number]), new Day(page.Until[number]));
        return page.IntervalsOf(number) is [var first, ..] ? new(new Day(first.From), new Day(first.Until)) : null;
    }

    public PersonHistory History(int person) => Page(person)[person % PopulationPage.Size];

    private void ApplyChanges(int day)
    {
        foreach (var change in _changes.On(day))
        {
            var (number, begins, isFirst, isLast) = AccessChanges.Read(change);
            var (word, person) = (number >> 6, 1UL << (number & 63));
            Access[word] ^= person;
            Changing[word] |= person;
            AnyAccess[word] |= begins ? person : 0;
            WithAccess += begins ? 1 : -1;
            Started[word] |= isFirst ? person : 0;
            NotEnded[word] &= ~(isLast ? person : 0);
        }
    }

    private PopulationPage Page(int person) => _snapshot.Population.Page((_chunk * PopulationIndex.PagesPerChunk) + (person / PopulationPage.Size));

    private void ReadAccess(int firstPerson, PopulationPage page)
    {
        var (low, high) = (Vector512.Create(_window.From.Number), Vector512.Create(_window.Until.Number));
        ref var froms = ref MemoryMarshal.GetArrayDataReference(page.From);
        ref var untils = ref MemoryMarshal.GetArrayDataReference(page.Until);
        for (var word = 0; word < PopulationPage.Size >> 6; word++)
        {
            ulong start = 0, changing = 0, some = 0, started = 0, ended = 0;
            for (var lane = 0; lane < 64; lane += Vector512<int>.Count)
            {
                var from = Vector512.LoadUnsafe(ref froms, (nuint)((word << 6) + lane));
                var until = Vector512.LoadUnsafe(ref untils, (nuint)((word << 6) + lane));
                var meets = Vector512.LessThan(from, high) & Vector512.GreaterThan(until, low);
                start |= (meets & Vector512.LessThanOrEqual(from, low)).ExtractMostSignificantBits() << lane;
                changing |= (meets & (Vector512.GreaterThan(from, low) | Vector512.LessThan(until, high))).ExtractMostSignificantBits() << lane;
                some |= Vector512.LessThan(from, until).ExtractMostSignificantBits() << lane;
                started |= Vector512.LessThanOrEqual(from, low).ExtractMostSignificantBits() << lane;
                ended |= Vector512.LessThanOrEqual(until, low).ExtractMostSignificantBits() << lane;
            }

            var at = (firstPerson >> 6) + word;
            var admitted = Admitted[at];
            AtStart[at] = start & admitted;
            (NeverAccess[at], Started[at], NotEnded[at]) = (~some, started & some, ~(ended & some));
            for (var rest = changing & admitted; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                _changes.Note(firstPerson + person, page.From[person], page.Until[person], isFirst: true, isLast: true);
            }
        }

        var intervals = page.Intervals;
        for (var i = 0; i < intervals.Length; i++)
        {
            // In ascending order by person: the first begins all access of the person, the last ends it.
            var interval = intervals[i];
            var isFirst = i == 0 || intervals[i - 1].Person != interval.Person;
            var isLast = i + 1 == intervals.Length || intervals[i + 1].Person != interval.Person;
            var person = firstPerson + interval.Person;
            Bitmap.Remove(NeverAccess, person);
            if (isFirst && interval.From <= _window.From.Number)
                Bitmap.Add(Started, person);
            if (isLast && interval.Until <= _window.From.Number)
                Bitmap.Remove(NotEnded, person);
            if (interval.From >= _window.Until.Number || interval.Until <= _window.From.Number || !Bitmap.Has(Admitted, person))
                continue;
            if (interval.From <= _window.From.Number)
                Bitmap.Add(AtStart, person);
            _changes.Note(person, interval.From, interval.Until, isFirst, isLast);
        }
    }
}
