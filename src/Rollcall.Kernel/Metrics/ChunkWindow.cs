using System.Numerics;
using System.Runtime.Intrinsics;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Adoption of one window over one chunk of 65,536 people. <see cref="Walk"/> goes through the days once, keeping the set of people with access
/// as it changes and uniting what the metric needs; the bitmaps then say who is eligible, active and so on, and the tallies count them.
/// Holds the scratch memory (about 400 KB), so one instance serves one thread and many chunks.
/// </summary>
internal sealed class ChunkWindow(IndexSnapshot snapshot, Question question, Day today)
{
    // A chunk has at most 65,536 people * 3,660,000 days of use (38 bits would do for either half); interactions of a group in a chunk stay below 2^40.
    private const int BothShift = 40;
    private const int FlagBits = 5;

    private readonly TagDecision _decision = new(question, snapshot.Population.TagSets.Span);
    private readonly Period _window = question.Window.Clip(new Period(Day.Earliest, today + 1));
    private readonly Day? _decidingDay = question.AsOf.Resolve(question.Window, today);

    private readonly ulong[] _access = Bitmap.New();       // with access on the day that the walk has reached
    private readonly ulong[] _atStart = Bitmap.New();      // with access on the first day
    private readonly ulong[] _anyAccess = Bitmap.New();    // with access on any day
    private readonly ulong[] _changing = Bitmap.New();     // whose access begins or ends inside the window
    private readonly ulong[] _admitted = Bitmap.New();     // by the people filter
    private readonly ulong[] _eligible = Bitmap.New();
    private readonly ulong[] _active = Bitmap.New();
    private readonly ulong[] _withAccess = Bitmap.New();   // with a day of both
    private readonly ulong[] _everUsed = Bitmap.New();
    private readonly int[] _groupOf = new int[Bitmap.People];
    private long[] _useOf = [];                            // by group, one chunk: person-days of both << BothShift | interactions
    private int[] _bins = [];                              // by group << FlagBits | flags, one chunk: people
    private readonly List<int> _changes = [];              // day offset << 16 | person: access begins or ends
    private readonly List<(int Person, PersonHistory History)> _movers = [];   // whose tags change inside the window and must be taken day by day
    private int[] _changesByDay = [];
    private int[] _dayStart = [];
    private int _chunk;
    private ActivityChunk _activity = ActivityChunk.Empty;

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
        foreach (var (person, history) in _movers)
            CountMover(person, history, ref total, groups);
    }

    /// <summary>The people of one chunk in a set.</summary>
    public ChunkSet People(int chunk, PeopleSet set)
    {
        if (Days == 0)
            return ChunkSet.Empty;
        var unused = default(Tally);
        Walk(chunk, ref unused, []);
        foreach (var (person, history) in _movers)
            AddMover(person, history);
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
        (_chunk, _activity) = (chunk, snapshot.Activity.Chunk(chunk));
        foreach (var bits in (ReadOnlySpan<ulong[]>)[_atStart, _anyAccess, _changing, _eligible, _active, _withAccess, _everUsed])
            Array.Clear(bits);
        _changes.Clear();
        _movers.Clear();
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            ReadPage(page, snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page));
        SortChanges();
        if (_useOf.Length != groups.Length)
            _useOf = new long[groups.Length];
        Array.Clear(_useOf);
        WalkDays(ref total);
        FoldUse(groups);
        FindEligible();
        FindEverUsed();
    }

    // --- access and tags at the start, and what changes ----------------------------------------------------------

    private void ReadPage(int number, PopulationPage page)
    {
        var firstPerson = number * PopulationPage.Size;
        if (page == PopulationPage.Empty)
        {
            var group = _decision.IsTrivial ? 0 : _decision.GroupOf(0);
            _groupOf.AsSpan(firstPerson, PopulationPage.Size).Fill(group);
            _admitted.AsSpan(firstPerson >> 6, PopulationPage.Size >> 6).Fill(group == TagDecision.Refused ? 0 : ulong.MaxValue);
            return;
        }

        ReadAccess(firstPerson, page);
        ReadTags(firstPerson, page);
        for (var i = 0; i < page.ComplexPeople.Count; i++)
            ReadComplex(firstPerson + page.ComplexPeople[i], page.ComplexHistories[i]);
    }

    private void ReadAccess(int firstPerson, PopulationPage page)
    {
        var (low, high) = (Vector256.Create(_window.From.Number), Vector256.Create(_window.Until.Number));
        for (var word = 0; word < PopulationPage.Size >> 6; word++)
        {
            ulong any = 0, start = 0, changing = 0;
            for (var lane = 0; lane < 64; lane += Vector256<int>.Count)
            {
                var from = Vector256.LoadUnsafe(ref page.From[(word << 6) + lane]);
                var until = Vector256.LoadUnsafe(ref page.Until[(word << 6) + lane]);
                var meets = Vector256.LessThan(from, high) & Vector256.GreaterThan(until, low);
                any |= (ulong)meets.ExtractMostSignificantBits() << lane;
                start |= (ulong)(meets & Vector256.LessThanOrEqual(from, low)).ExtractMostSignificantBits() << lane;
                changing |= (ulong)(meets & (Vector256.GreaterThan(from, low) | Vector256.LessThan(until, high))).ExtractMostSignificantBits() << lane;
            }

            var at = (firstPerson >> 6) + word;
            (_anyAccess[at], _atStart[at], _changing[at]) = (any, start, changing);
            for (var rest = changing; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                NoteChanges(firstPerson + person, new Period(new Day(page.From[person]), new Day(page.Until[person])));
            }
        }
    }

    private void ReadTags(int firstPerson, PopulationPage page)
    {
        if (_decision.IsTrivial)
        {
            _admitted.AsSpan(firstPerson >> 6, PopulationPage.Size >> 6).Fill(ulong.MaxValue);
            return;
        }

        for (var word = 0; word < PopulationPage.Size >> 6; word++)
        {
            ulong admitted = 0;
            for (var bit = 0; bit < 64; bit++)
            {
                var group = _decision.GroupOf(page.TagSet[(word << 6) + bit]);
                _groupOf[firstPerson + (word << 6) + bit] = group;
                admitted |= (group == TagDecision.Refused ? 0UL : 1UL) << bit;
            }

            _admitted[(firstPerson >> 6) + word] = admitted;
        }
    }

    private void ReadComplex(int person, PersonHistory history)
    {
        if (!_decision.IsTrivial)
        {
            if (_decidingDay is null && history.Tags.Any(version => version.From > _window.From && version.From < _window.Until))
            {
                // Counted apart: the sets must not know the person.
                _movers.Add((person, history));
                Admit(person, TagDecision.Refused);
                return;
            }

            Admit(person, _decision.GroupOf(history.TagSetOn(_decidingDay ?? _window.From)));
        }

        foreach (var interval in history.Access)
        {
            if (!interval.Overlaps(_window))
                continue;
            Bitmap.Add(_anyAccess, person);
            if (interval.Contains(_window.From))
                Bitmap.Add(_atStart, person);
            if (NoteChanges(person, interval))
                Bitmap.Add(_changing, person);
        }
    }

    private void Admit(int person, int group)
    {
        _groupOf[person] = group;
        if (group == TagDecision.Refused)
            Bitmap.Remove(_admitted, person);
        else
            Bitmap.Add(_admitted, person);
    }

    private bool NoteChanges(int person, Period access)
    {
        var begins = access.From > _window.From && access.From < _window.Until;
        var ends = access.Until > _window.From && access.Until < _window.Until;
        if (begins)
            _changes.Add(((access.From - _window.From) << 16) | person);
        if (ends)
            _changes.Add(((access.Until - _window.From) << 16) | person);
        return begins || ends;
    }

    private void SortChanges()
    {
        if (_dayStart.Length < Days + 2)
            _dayStart = new int[Days + 2];
        if (_changesByDay.Length < _changes.Count)
            _changesByDay = new int[Math.Max(_changes.Count, _changesByDay.Length * 2)];
        _dayStart.AsSpan(0, Days + 2).Clear();
        foreach (var change in _changes)
            _dayStart[(change >> 16) + 2]++;
        for (var day = 2; day < Days + 2; day++)
            _dayStart[day] += _dayStart[day - 1];
        foreach (var change in _changes)
            _changesByDay[_dayStart[(change >> 16) + 1]++] = change & 0xFFFF;
    }

    // --- the days --------------------------------------------------------------------------------------------------

    private void WalkDays(ref Tally total)
    {
        for (var i = 0; i < Bitmap.Words; i++)
        {
            _atStart[i] &= _admitted[i];
            _anyAccess[i] &= _admitted[i];
            _access[i] = _atStart[i];
        }

        var withAccess = Bitmap.Count(_access);
        for (var offset = 0; offset < Days; offset++)
        {
            for (var at = _dayStart[offset]; at < _dayStart[offset + 1]; at++)
            {
                var person = _changesByDay[at];
                if (!Bitmap.Has(_admitted, person))
                    continue;
                _access[person >> 6] ^= 1UL << (person & 63);
                withAccess += Bitmap.Has(_access, person) ? 1 : -1;
            }

            total.EligibleDays += withAccess;
            if (_activity.On(_window.From + offset)?.AtLeast(question.MinInteractions) is not { } use)
                continue;
            if (_decision.IsTrivial)
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
            total.ActiveEligibleDays += Unite(use.People.Bits, _access, _active, _withAccess);
            return;
        }

        foreach (var person in use.People.List)
        {
            Bitmap.Add(_active, person);
            if (!Bitmap.Has(_access, person))
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

    private void UniteAdmitted(DayUse use, ref Tally total)
    {
        var walk = new AdmittedUse(this);
        use.ForEach(ref walk);
        total.Interactions += walk.Interactions;
        total.ActiveEligibleDays += walk.ActiveEligibleDays;
    }

    private struct AdmittedUse(ChunkWindow window) : IUseVisitor
    {
        public long Interactions;
        public long ActiveEligibleDays;

        private readonly ulong[] _admitted = window._admitted, _access = window._access, _active = window._active, _withAccess = window._withAccess;
        private readonly int[] _groupOf = window._groupOf;
        private readonly long[] _useOf = window._useOf;

        public void Visit(int person, int count)
        {
            var (word, bit) = (person >> 6, person & 63);
            var admitted = _admitted[word] >> bit & 1;
            if (admitted == 0)
                return;
            var both = _access[word] >> bit & 1;
            _active[word] |= 1UL << bit;
            _withAccess[word] |= both << bit;
            Interactions += count;
            ActiveEligibleDays += (long)both;
            if (_useOf.Length > 0)
                _useOf[_groupOf[person]] += ((long)both << BothShift) + count;
        }
    }

    private void FindEligible()
    {
        switch (question.Denominator.Kind)
        {
            case Denominator.Mode.Any:
                _anyAccess.CopyTo(_eligible, 0);
                break;
            case Denominator.Mode.End:
                _access.CopyTo(_eligible, 0);
                break;
            case Denominator.Mode.Whole:
                for (var i = 0; i < Bitmap.Words; i++)
                    _eligible[i] = _atStart[i] & ~_changing[i];
                break;
            default:
                for (var i = 0; i < Bitmap.Words; i++)
                {
                    for (var rest = _anyAccess[i]; rest != 0; rest &= rest - 1)
                    {
                        if (AccessDays((i << 6) + BitOperations.TrailingZeroCount(rest)) >= question.Denominator.Days)
                            _eligible[i] |= rest & (~rest + 1);
                    }
                }

                break;
        }
    }

    // Use counts before the end of the window as asked, with access or without (also in days to come, where a sender's clock is ahead).
    private void FindEverUsed()
    {
        if (question.MinInteractions <= 1)
        {
            var until = Vector256.Create(question.Window.Until.Number);
            for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            {
                var first = _activity.FirstDays(page);
                for (var i = 0; i < first.Length; i += Vector256<int>.Count)
                {
                    var used = (ulong)Vector256.LessThan(Vector256.Create(first[i..]), until).ExtractMostSignificantBits();
                    _everUsed[((page * PopulationPage.Size) + i) >> 6] |= used << (i & 63);
                }
            }

            return;
        }

        var past = _activity.Days.Clip(new Period(Day.Earliest, question.Window.Until));
        for (var day = past.From; day < past.Until; day += 1)
            _activity.On(day)?.AtLeast(question.MinInteractions)?.People.OrInto(_everUsed);
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
                    groups[_groupOf[person]].AddShadow(cause);
            }
        }
    }

    // Each person falls into one bin by group and by the sets that hold the person; the bins then make the counts of all groups at once.
    private void CountGroups(Tally[] groups)
    {
        if (_bins.Length < groups.Length << FlagBits)
            _bins = new int[groups.Length << FlagBits];
        Array.Clear(_bins);
        for (var i = 0; i < Bitmap.Words; i++)
        {
            var (eligible, active, both, ever, steady) = (_eligible[i], _active[i], _withAccess[i], _everUsed[i], _anyAccess[i] & ~_changing[i]);
            for (var rest = _anyAccess[i] | active; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                var flags = (eligible >> bit & 1) | (active >> bit & 1) << 1 | (both >> bit & 1) << 2 | (ever >> bit & 1) << 3 | (steady >> bit & 1) << 4;
                _bins[_groupOf[(i << 6) + bit] << FlagBits | (int)flags]++;
            }

            for (var rest = _anyAccess[i] & _changing[i]; rest != 0; rest &= rest - 1)
            {
                var person = (i << 6) + BitOperations.TrailingZeroCount(rest);
                groups[_groupOf[person]].EligibleDays += AccessDays(person);
            }
        }

        for (var bin = 0; bin < groups.Length << FlagBits; bin++)
        {
            if (_bins[bin] == 0)
                continue;
            ref var group = ref groups[bin >> FlagBits];
            group.AddPeople(_bins[bin], eligible: (bin & 1) != 0, active: (bin & 2) != 0, withAccess: (bin & 4) != 0, everUsed: (bin & 8) != 0);
            group.EligibleDays += (bin & 16) != 0 ? (long)_bins[bin] * Days : 0;
        }
    }

    private void FoldUse(Tally[] groups)
    {
        for (var group = 0; group < groups.Length; group++)
        {
            groups[group].ActiveEligibleDays += _useOf[group] >> BothShift;
            groups[group].Interactions += _useOf[group] & ((1L << BothShift) - 1);
        }
    }

    // Of someone with access in the window.
    private int AccessDays(int person)
    {
        if (!Bitmap.Has(_changing, person))
            return Days;
        var page = snapshot.Population.Page((_chunk * PopulationIndex.PagesPerChunk) + (person / PopulationPage.Size));
        var (from, until) = (page.From[person % PopulationPage.Size], page.Until[person % PopulationPage.Size]);
        return from < until
            ? Math.Min(until, _window.Until.Number) - Math.Max(from, _window.From.Number)
            : History(person).Access.Sum(interval => interval.Clip(_window).Days);
    }

    private PersonHistory History(int person) => snapshot.Population[(_chunk << 16) | person];

    private PeopleSet ShadowCause(int person)
    {
        var history = History(person);
        if (history.Access.Length == 0)
            return PeopleSet.ShadowNeverEligible;
        if (_movers.Exists(mover => mover.Person == person))
            return Cause(history, Use(person, history, Admits(history, null)));
        var (first, last) = (_window.From, _window.Until - 1);
        while (!IsActive(first))
            first += 1;
        while (!IsActive(last))
            last -= 1;
        return Cause(history, first, last);

        bool IsActive(Day day) => _activity.On(day) is { } use
            && (question.MinInteractions <= 1 ? use.People.Contains(person) : use.CountOf(person) >= question.MinInteractions);
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

    private PersonUse Use(int person, PersonHistory history, Func<Day, bool> admits)
        => PersonUse.Of(history, _activity, person, _window, question.MinInteractions, admits);

    // Whether a person counts on a day: in any group, or in the given one.
    private Func<Day, bool> Admits(PersonHistory history, int? group)
    {
        if (_decidingDay is not null || _decision.IsTrivial)
            return static _ => true;
        return day => _decision.GroupOf(history.TagSetOn(day)) is var on && on != TagDecision.Refused && (group is null || on == group);
    }

    private void CountMover(int person, PersonHistory history, ref Tally total, Tally[] groups)
    {
        CountUse(ref total, null);
        if (groups.Length == 0)
            return;
        var versions = history.Tags.Where((version, i) => version.From < _window.Until && (i + 1 == history.Tags.Length || history.Tags[i + 1].From > _window.From));
        foreach (var group in versions.Select(version => _decision.GroupOf(version.TagSet)).Distinct().Where(group => group != TagDecision.Refused))
            CountUse(ref groups[group], group);

        void CountUse(ref Tally tally, int? group)
        {
            var use = Use(person, history, Admits(history, group));
            if (use is { EligibleDays: 0, ActiveDays: 0 })
                return;
            tally.AddPeople(1, use.IsEligible(question.Denominator, Days), use.ActiveDays > 0, use.ActiveEligibleDays > 0, Bitmap.Has(_everUsed, person));
            if (use is { ActiveDays: > 0, ActiveEligibleDays: 0 })
                tally.AddShadow(Cause(history, use));
            tally.EligibleDays += use.EligibleDays;
            tally.ActiveEligibleDays += use.ActiveEligibleDays;
            tally.Interactions += use.Interactions;
        }
    }

    private void AddMover(int person, PersonHistory history)
    {
        var use = Use(person, history, Admits(history, null));
        if (use.IsEligible(question.Denominator, Days))
            Bitmap.Add(_eligible, person);
        if (use.ActiveDays > 0)
            Bitmap.Add(_active, person);
        if (use.ActiveEligibleDays > 0)
            Bitmap.Add(_withAccess, person);
    }
}
