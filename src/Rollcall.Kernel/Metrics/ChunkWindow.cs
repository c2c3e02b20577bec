using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Adoption of one window over one chunk of 65,536 people. <see cref="Walk(int)"/> goes through the days once and unites what the metric needs; the
/// bitmaps then say who is eligible, active and so on, and the tallies count them. Holds scratch memory, so one instance serves one thread and
/// many chunks.
/// </summary>
internal sealed class ChunkWindow
{
    // A chunk has at most 65,536 people * 3,660,000 days of use (38 bits would do for either half); interactions of a group in a chunk stay below 2^40.
    private const int BothShift = 40;

    // The counts of a day on which everybody has one interaction.
    private static readonly byte[] Ones = [.. Enumerable.Repeat((byte)1, Bitmap.People)];

    private readonly IndexSnapshot _snapshot;
    private readonly Question _question;
    private readonly TagDecision _decision;
    private readonly Period _window;
    private readonly Day? _decidingDay;
    private readonly ChunkPeople _people;

    private readonly ulong[] _eligible = Bitmap.New();
    private readonly ulong[] _active = Bitmap.New();
    private readonly ulong[] _withAccess = Bitmap.New();   // with a day of both
    private readonly ulong[] _everUsed = Bitmap.New();
    private readonly ulong[] _spread = Bitmap.New();       // a day's list of people as a bitmap
    private readonly long[] _useOf;                        // by group, one chunk: person-days of both << BothShift | interactions
    private readonly GroupBins _bins;
    private ActivityChunk _activity = ActivityChunk.Empty;

    public ChunkWindow(IndexSnapshot snapshot, Question question, Day today)
    {
        (_snapshot, _question) = (snapshot, question);
        _decision = new(question, snapshot.Population.TagSets.Span);
        _window = question.Window.Clip(new Period(Day.Earliest, today + 1));
        _decidingDay = question.AsOf.Resolve(question.Window, today);
        _people = new(snapshot, _decision, _window, _decidingDay);
        _useOf = new long[_decision.Groups.Count];
        _bins = new(_decision.IsGrouped ? _decision.Groups.Count : 0);
    }

    public TagDecision Decision => _decision;

    /// <summary>Days of the window up to today.</summary>
    public int Days => _window.Days;

    /// <summary>Walks a chunk and adds its counts: to the total, and to the group of each person when there are groups.</summary>
    public void Count(int chunk, ref Tally total, Tally[] groups)
    {
        if (Days == 0)
            return;
        Walk(chunk, ref total, groups);
        CountSets(ref total);
        CountShadow(ref total, groups);
        if (groups.Length > 0)
            CountGroups(groups);
        foreach (var (person, history) in _people.Movers)
            CountMover(person, history, ref total, groups);
    }

    /// <summary>Walks a chunk for <see cref="Members"/>.</summary>
    public void Walk(int chunk)
    {
        if (Days == 0)
            return;
        var unused = default(Tally);
        Walk(chunk, ref unused, []);
        foreach (var (person, history) in _people.Movers)
            AddMover(person, history);
    }

    /// <summary>The people of a set of the chunk that was walked.</summary>
    public ChunkSet Members(PeopleSet set)
    {
        if (Days == 0)
            return ChunkSet.Empty;
        Span<ulong> people = new ulong[Bitmap.Words];
        for (var i = 0; i < people.Length; i++)
        {
            var idle = _eligible[i] & ~_withAccess[i];
            people[i] = set switch
            {
                PeopleSet.Eligible => _eligible[i],
                PeopleSet.Active => _active[i],
                PeopleSet.ActiveEligible => _eligible[i] & _withAccess[i],
                PeopleSet.Idle => idle,
                PeopleSet.NeverUsed => idle & ~_everUsed[i],
                PeopleSet.UsedBefore => idle & _everUsed[i],
                _ => _active[i] & ~_withAccess[i],
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

    private void Walk(int chunk, ref Tally total, Tally[] groups)
    {
        _activity = _snapshot.Activity.Chunk(chunk);
        foreach (var bits in (ReadOnlySpan<ulong[]>)[_eligible, _active, _withAccess, _everUsed])
            Array.Clear(bits);
        _people.Load(chunk);
        Array.Clear(_useOf);
        WalkDays(ref total);
        FoldUse(ref total, groups);
        _people.AddEligible(_question.Denominator, _eligible);
        FindEverUsed();
    }

    private void WalkDays(ref Tally total)
    {
        while (_people.Step())
        {
            total.EligibleDays += _people.WithAccess;
            if (_activity.On(_people.Day)?.AtLeast(_question.MinInteractions) is not { } use)
                continue;
            if (_people.AdmitsAll)
                Unite(use, ref total);
            else
                UniteAdmitted(use, ref total);
        }
    }

    private void Unite(DayUse use, ref Tally total)
    {
        total.Interactions += use.Interactions;
        if (use.People.IsBitmap)
        {
            total.ActiveEligibleDays += Unite(use.People.Bits, _people.Access, _active, _withAccess);
            return;
        }

        foreach (var person in use.People.List)
        {
            Bitmap.Add(_active, person);
            if (!Bitmap.Has(_people.Access, person))
                continue;
            Bitmap.Add(_withAccess, person);
            total.ActiveEligibleDays++;
        }
    }

    private static int Unite(ReadOnlySpan<ulong> day, ReadOnlySpan<ulong> access, Span<ulong> active, Span<ulong> withAccess)
    {
        var both = 0;
        for (var i = 0; i < day.Length; i++)
        {
            active[i] |= day[i];
            var word = day[i] & access[i];
            withAccess[i] |= word;
            both += BitOperations.PopCount(word);
        }

        return both;
    }

    // With a filter or groups, interactions are added up person by person. The arrays are taken by reference once: a word has few people, and
    // looking the arrays up for each would cost more than the people do.
    private void UniteAdmitted(DayUse use, ref Tally total)
    {
        var bits = use.People.IsBitmap ? use.People.Bits : Spread(use.People);
        ref var counts = ref MemoryMarshal.GetReference(use.Counts.IsEmpty ? Ones : use.Counts);
        ref var admittedWords = ref MemoryMarshal.GetArrayDataReference(_people.Admitted);
        ref var accessWords = ref MemoryMarshal.GetArrayDataReference(_people.Access);
        ref var activeWords = ref MemoryMarshal.GetArrayDataReference(_active);
        ref var withAccessWords = ref MemoryMarshal.GetArrayDataReference(_withAccess);
        ref var groups = ref MemoryMarshal.GetArrayDataReference(_people.GroupOf);
        ref var useOf = ref MemoryMarshal.GetArrayDataReference(_useOf);
        var rank = 0;
        for (var word = 0; word < bits.Length; word++)
        {
            var day = bits[word];
            if (day == 0)
                continue;
            var admitted = day & Unsafe.Add(ref admittedWords, word);
            var both = admitted & Unsafe.Add(ref accessWords, word);
            Unsafe.Add(ref activeWords, word) |= admitted;
            Unsafe.Add(ref withAccessWords, word) |= both;
            total.ActiveEligibleDays += BitOperations.PopCount(both);
            for (var rest = admitted; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                var at = rank + BitOperations.PopCount(day & ((1UL << bit) - 1));
                long count = Unsafe.Add(ref counts, at);
                if (count == DayUse.Many)
                    count = use.CountAt(at, (word << 6) + bit);
                Unsafe.Add(ref useOf, Unsafe.Add(ref groups, (word << 6) + bit)) += (long)(both >> bit & 1) << BothShift | count;
            }

            rank += BitOperations.PopCount(day);
        }
    }

    private ReadOnlySpan<ulong> Spread(ChunkSet list)
    {
        Array.Clear(_spread);
        list.OrInto(_spread);
        return _spread;
    }

    // Use counts before the end of the window as asked, with access or without (also in days to come, where a sender's clock is ahead).
    private void FindEverUsed()
    {
        if (_question.MinInteractions <= 1)
        {
            var until = Vector512.Create(_question.Window.Until.Number);
            for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            {
                var first = _activity.FirstDays(page);
                for (var i = 0; i < first.Length; i += Vector512<int>.Count)
                {
                    var used = Vector512.LessThan(Vector512.LoadUnsafe(in MemoryMarshal.GetReference(first), (nuint)i), until).ExtractMostSignificantBits();
                    _everUsed[((page * PopulationPage.Size) + i) >> 6] |= used << (i & 63);
                }
            }

            return;
        }

        var past = _activity.Days.Clip(new Period(Day.Earliest, _question.Window.Until));
        for (var day = past.From; day < past.Until; day += 1)
            _activity.On(day)?.AtLeast(_question.MinInteractions)?.People.OrInto(_everUsed);
    }

    // --- people ----------------------------------------------------------------------------------------------------

    private void CountSets(ref Tally total)
    {
        for (var i = 0; i < Bitmap.Words; i++)
        {
            var (eligible, both) = (_eligible[i], _withAccess[i]);
            total.Eligible += BitOperations.PopCount(eligible);
            total.Active += BitOperations.PopCount(_active[i]);
            total.ActiveWithAccess += BitOperations.PopCount(both);
            total.ActiveEligible += BitOperations.PopCount(eligible & both);
            total.NeverUsed += BitOperations.PopCount(eligible & ~both & ~_everUsed[i]);
        }
    }

    private void CountShadow(ref Tally total, Tally[] groups)
    {
        for (var i = 0; i < Bitmap.Words; i++)
        {
            for (var rest = _active[i] & ~_withAccess[i]; rest != 0; rest &= rest - 1)
            {
                var person = (i << 6) + BitOperations.TrailingZeroCount(rest);
                var cause = ShadowCause(person);
                total.AddShadow(cause);
                if (groups.Length > 0)
                    groups[_people.GroupOf[person]].AddShadow(cause);
            }
        }
    }

    private void CountGroups(Tally[] groups)
    {
        _bins.Clear();
        for (var i = 0; i < Bitmap.Words; i++)
        {
            var any = _people.AnyAccess[i];
            if ((any | _active[i]) != 0)
                _bins.Add(_people.GroupOf.AsSpan(i << 6, 64), new(_eligible[i], _active[i], _withAccess[i], _everUsed[i], any, any & ~_people.Changing[i]));
            for (var rest = any & _people.Changing[i]; rest != 0; rest &= rest - 1)
            {
                var person = (i << 6) + BitOperations.TrailingZeroCount(rest);
                groups[_people.GroupOf[person]].EligibleDays += _people.AccessDays(person);
            }
        }

        _bins.AddTo(groups, Days);
    }

    private void FoldUse(ref Tally total, Tally[] groups)
    {
        for (var group = 0; group < _useOf.Length; group++)
        {
            var interactions = _useOf[group] & ((1L << BothShift) - 1);
            total.Interactions += interactions;
            if (groups.Length == 0)
                continue;
            groups[group].Interactions += interactions;
            groups[group].ActiveEligibleDays += _useOf[group] >> BothShift;
        }
    }

    private PeopleSet ShadowCause(int person)
    {
        if (!_people.EverHasAccess(person))
            return PeopleSet.ShadowNeverEligible;
        var history = _people.History(person);
        if (_people.Movers.Exists(mover => mover.Person == person))
            return Cause(history, Use(person, history));
        var (first, last) = (_window.From, _window.Until - 1);
        while (!IsActive(first))
            first += 1;
        while (!IsActive(last))
            last -= 1;
        return Cause(history, first, last);

        bool IsActive(Day day) => _activity.On(day) is { } use
            && (_question.MinInteractions <= 1 ? use.People.Contains(person) : use.CountOf(person) >= _question.MinInteractions);
    }

    private static PeopleSet Cause(PersonHistory history, PersonUse use) => Cause(history, use.First, use.Last);

    private static PeopleSet Cause(PersonHistory history, Day firstActive, Day lastActive)
    {
        if (history.Access.Length == 0)
            return PeopleSet.ShadowNeverEligible;
        if (history.Access[0].From > lastActive)
            return PeopleSet.ShadowNotYet;
        return history.Access[^1].Until <= firstActive ? PeopleSet.ShadowEnded : PeopleSet.ShadowGap;
    }

    // --- people whose tags change inside the window, each day's own tags deciding ----------------------------------

    // On all days that the filters admit.
    private PersonUse Use(int person, PersonHistory history) => _people.UsesOf(person, history, _activity, _question.MinInteractions).First().Use;

    private void CountMover(int person, PersonHistory history, ref Tally total, Tally[] groups)
    {
        foreach (var (group, use) in _people.UsesOf(person, history, _activity, _question.MinInteractions))
        {
            if (group is { } number)
                AddUse(ref groups[number], use);
            else
                AddUse(ref total, use);
        }

        void AddUse(ref Tally tally, PersonUse use)
        {
            if (use is { EligibleDays: 0, ActiveDays: 0 })
                return;
            tally.AddPeople(1, use.IsEligible(_question.Denominator, Days), use.ActiveDays > 0, use.ActiveEligibleDays > 0, Bitmap.Has(_everUsed, person));
            if (use is { ActiveDays: > 0, ActiveEligibleDays: 0 })
                tally.AddShadow(Cause(history, use));
            tally.EligibleDays += use.EligibleDays;
            tally.ActiveEligibleDays += use.ActiveEligibleDays;
            tally.Interactions += use.Interactions;
        }
    }

    private void AddMover(int person, PersonHistory history)
    {
        var use = Use(person, history);
        if (use.IsEligible(_question.Denominator, Days))
            Bitmap.Add(_eligible, person);
        if (use.ActiveDays > 0)
            Bitmap.Add(_active, person);
        if (use.ActiveEligibleDays > 0)
            Bitmap.Add(_withAccess, person);
    }
}
