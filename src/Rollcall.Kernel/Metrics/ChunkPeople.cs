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
/// <see cref="Load"/> reads a chunk and stands before its first day; <see cref="Step"/> goes to the next one. Everybody in the sets is admitted.
/// Holds scratch memory (about 310 KB), so one instance serves one thread and many chunks.
/// </summary>
internal sealed class ChunkPeople
{
    private readonly IndexSnapshot _snapshot;
    private readonly TagDecision _decision;
    private readonly Period _window;
    private readonly Day? _decidingDay;
    private readonly ulong[] _atStart = Bitmap.New();
    private readonly ulong[] _excluded = Bitmap.New();
    private readonly List<long> _changes = [];   // day offset << 16 | person: access begins or ends
    private int[] _changesByDay = [];            // people, by the day of their change
    private int[] _dayStart = [];                // where the changes of a day begin
    private bool _excludes;                      // whether anybody of the chunk is excluded
    private int _chunk;
    private int _day;

    /// <param name="snapshot">The people.</param>
    /// <param name="decision">The filters and groups.</param>
    /// <param name="window">The days to walk; none of them to come.</param>
    /// <param name="decidingDay">The day whose tags decide; null: each day's own.</param>
    public ChunkPeople(IndexSnapshot snapshot, TagDecision decision, Period window, Day? decidingDay)
        => (_snapshot, _decision, _window, _decidingDay) = (snapshot, decision, window, decidingDay);

    /// <summary>Whether everybody of the chunk is admitted, to group 0.</summary>
    public bool AdmitsAll => _decision.IsTrivial && !_excludes;

    /// <summary>Admitted by the people filter, and not excluded.</summary>
    public ulong[] Admitted { get; } = Bitmap.New();

    /// <summary>With access on the day of the walk.</summary>
    public ulong[] Access { get; } = Bitmap.New();

    /// <summary>Number of people in <see cref="Access"/>.</summary>
    public int WithAccess { get; private set; }

    /// <summary>With access on any day of the window.</summary>
    public ulong[] AnyAccess { get; } = Bitmap.New();

    /// <summary>With access that begins or ends inside the window; who is in <see cref="AnyAccess"/> and not here has it on every day.</summary>
    public ulong[] Changing { get; } = Bitmap.New();

    /// <summary>The group of each person in <see cref="Admitted"/>; of others it says nothing. All zeros while the decision is trivial.</summary>
    public int[] GroupOf { get; } = new int[Bitmap.People];

    /// <summary>Whose tags change inside the window while each day's own decide: they are in none of the sets and must be taken day by day.</summary>
    public List<(int Person, PersonHistory History)> Movers { get; } = [];

    public void Load(int chunk)
    {
        (_chunk, _day) = (chunk, -1);
        foreach (var bits in (ReadOnlySpan<ulong[]>)[_atStart, AnyAccess, Changing])
            Array.Clear(bits);
        _changes.Clear();
        Movers.Clear();
        ReadExcluded(_snapshot.Excluded.Chunk(chunk));
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            ReadPage(page, _snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page));
        if (_excludes)
            Movers.RemoveAll(mover => Bitmap.Has(_excluded, mover.Person));
        SortChanges();
        _atStart.CopyTo(Access, 0);
        WithAccess = Bitmap.Count(Access);
    }

    /// <summary>Goes to the next day of the window; false behind the last one, where <see cref="Access"/> is still that of the last.</summary>
    public bool Step()
    {
        if (_day + 1 >= _window.Days)
            return false;
        _day++;
        for (var at = _dayStart[_day]; at < _dayStart[_day + 1]; at++)
        {
            var person = _changesByDay[at];
            Access[person >> 6] ^= 1UL << (person & 63);
            WithAccess += Bitmap.Has(Access, person) ? 1 : -1;
        }

        return true;
    }

    /// <summary>The day that the walk has reached.</summary>
    public Day Day => _window.From + _day;

    /// <summary>Days with access in the window of someone in <see cref="AnyAccess"/>.</summary>
    public int AccessDays(int person)
    {
        if (!Bitmap.Has(Changing, person))
            return _window.Days;
        var (page, number) = (Page(person), person % PopulationPage.Size);
        var days = Overlap(page.From[number], page.Until[number]);
        foreach (var interval in page.IntervalsOf(number))
            days += Overlap(interval.From, interval.Until);
        return days;

        int Overlap(int from, int until) => new Period(new Day(from), new Day(until)).Clip(_window).Days;
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

    /// <summary>Whether somebody of the chunk has access on any day, past or to come.</summary>
    public bool EverHasAccess(int person) => Page(person).EverHasAccess(person % PopulationPage.Size);

    public PersonHistory History(int person) => Page(person)[person % PopulationPage.Size];

    private PopulationPage Page(int person) => _snapshot.Population.Page((_chunk * PopulationIndex.PagesPerChunk) + (person / PopulationPage.Size));

    private void ReadPage(int number, PopulationPage page)
    {
        var firstPerson = number * PopulationPage.Size;
        if (page == PopulationPage.Empty)
        {
            var group = _decision.IsTrivial ? 0 : _decision.GroupOf(0);
            GroupOf.AsSpan(firstPerson, PopulationPage.Size).Fill(group);
            Admitted.AsSpan(firstPerson >> 6, PopulationPage.Size >> 6).Fill(group == TagDecision.Refused ? 0 : ulong.MaxValue);
            Exclude(firstPerson);
            return;
        }

        ReadTags(firstPerson, page);
        Exclude(firstPerson);
        ReadAccess(firstPerson, page);
    }

    private void ReadExcluded(ChunkSet excluded)
    {
        _excludes = excluded.Count > 0;
        Array.Clear(_excluded);
        excluded.OrInto(_excluded);
    }

    private void Exclude(int firstPerson)
    {
        for (var word = firstPerson >> 6; _excludes && word < (firstPerson + PopulationPage.Size) >> 6; word++)
            Admitted[word] &= ~_excluded[word];
    }

    private void ReadTags(int firstPerson, PopulationPage page)
    {
        if (_decision.IsTrivial)
        {
            Admitted.AsSpan(firstPerson >> 6, PopulationPage.Size >> 6).Fill(ulong.MaxValue);
            return;
        }

        for (var word = 0; word < PopulationPage.Size >> 6; word++)
        {
            ulong admitted = 0;
            for (var bit = 0; bit < 64; bit++)
            {
                var group = _decision.GroupOf(page.TagSet[(word << 6) + bit]);
                GroupOf[firstPerson + (word << 6) + bit] = group;
                admitted |= (group == TagDecision.Refused ? 0UL : 1UL) << bit;
            }

            Admitted[(firstPerson >> 6) + word] = admitted;
        }

        var versions = page.Versions;
        for (var at = 0; at < versions.Length;)
        {
            var first = at;
            while (at < versions.Length && versions[at].Person == versions[first].Person)
                at++;
            ReadVersions(firstPerson, page, versions.AsSpan(first, at - first));
        }
    }

    private void ReadVersions(int firstPerson, PopulationPage page, ReadOnlySpan<PopulationPage.Version> versions)
    {
        var decidingDay = (_decidingDay ?? _window.From).Number;
        var (held, moves) = (versions[0].TagSet, false);
        foreach (var version in versions)
        {
            if (version.From <= decidingDay)
                held = version.TagSet;
            moves |= version.From > _window.From.Number && version.From < _window.Until.Number;
        }

        var person = firstPerson + versions[0].Person;
        if (_decidingDay is null && moves)
        {
            // Counted apart: the sets must not know the person.
            Movers.Add((person, page[versions[0].Person]));
            Admit(person, TagDecision.Refused);
            return;
        }

        Admit(person, _decision.GroupOf(held));
    }

    private void Admit(int person, int group)
    {
        GroupOf[person] = group;
        if (group == TagDecision.Refused)
            Bitmap.Remove(Admitted, person);
        else
            Bitmap.Add(Admitted, person);
    }

    private void ReadAccess(int firstPerson, PopulationPage page)
    {
        var (low, high) = (Vector512.Create(_window.From.Number), Vector512.Create(_window.Until.Number));
        ref var froms = ref MemoryMarshal.GetArrayDataReference(page.From);
        ref var untils = ref MemoryMarshal.GetArrayDataReference(page.Until);
        for (var word = 0; word < PopulationPage.Size >> 6; word++)
        {
            ulong any = 0, start = 0, changing = 0;
            for (var lane = 0; lane < 64; lane += Vector512<int>.Count)
            {
                var from = Vector512.LoadUnsafe(ref froms, (nuint)((word << 6) + lane));
                var until = Vector512.LoadUnsafe(ref untils, (nuint)((word << 6) + lane));
                var meets = Vector512.LessThan(from, high) & Vector512.GreaterThan(until, low);
                any |= meets.ExtractMostSignificantBits() << lane;
                start |= (meets & Vector512.LessThanOrEqual(from, low)).ExtractMostSignificantBits() << lane;
                changing |= (meets & (Vector512.GreaterThan(from, low) | Vector512.LessThan(until, high))).ExtractMostSignificantBits() << lane;
            }

            var at = (firstPerson >> 6) + word;
            var admitted = Admitted[at];
            (AnyAccess[at], _atStart[at], Changing[at]) = (any & admitted, start & admitted, changing & admitted);
            for (var rest = changing & admitted; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                NoteChanges(firstPerson + person, page.From[person], page.Until[person]);
            }
        }

        foreach (var interval in page.Intervals)
        {
            var person = firstPerson + interval.Person;
            if (interval.From >= _window.Until.Number || interval.Until <= _window.From.Number || !Bitmap.Has(Admitted, person))
                continue;
            Bitmap.Add(AnyAccess, person);
            if (interval.From <= _window.From.Number)
                Bitmap.Add(_atStart, person);
            if (NoteChanges(person, interval.From, interval.Until))
                Bitmap.Add(Changing, person);
        }
    }

    private bool NoteChanges(int person, int from, int until)
    {
        var begins = from > _window.From.Number && from < _window.Until.Number;
        var ends = until > _window.From.Number && until < _window.Until.Number;
        if (begins)
            _changes.Add(((long)(from - _window.From.Number) << 16) | (uint)person);
        if (ends)
            _changes.Add(((long)(until - _window.From.Number) << 16) | (uint)person);
        return begins || ends;
    }

    private void SortChanges()
    {
        var days = _window.Days;
        if (_dayStart.Length < days + 2)
            _dayStart = new int[days + 2];
        if (_changesByDay.Length < _changes.Count)
            _changesByDay = new int[Math.Max(_changes.Count, _changesByDay.Length * 2)];
        _dayStart.AsSpan(0, days + 2).Clear();
        foreach (var change in _changes)
            _dayStart[(int)(change >> 16) + 2]++;
        for (var day = 2; day < days + 2; day++)
            _dayStart[day] += _dayStart[day - 1];
        foreach (var change in _changes)
            _changesByDay[_dayStart[(int)(change >> 16) + 1]++] = (int)(change & 0xFFFF);
    }
}
