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
/// Adoption of one window over one chunk of 65,536 people. <see cref="Walk"/> goes through the days once, keeping the set of people with access
/// as it changes and uniting what the metric needs; the bitmaps then say who is eligible, active and so on, and the tallies count them.
/// Holds the scratch memory (about 400 KB), so one instance serves one thread and many chunks.
/// </summary>
internal sealed class ChunkWindow
{
    // A chunk has at most 65,536 people * 3,660,000 days of use (38 bits would do for either half); interactions of a group in a chunk stay below 2^40.
    private const int BothShift = 40;
    private const int FlagBits = 6;

    // A byte's bits as eight bytes of 0 or 1.
    private static readonly ulong[] Spread =
        [.. Enumerable.Range(0, 256).Select(bits => Enumerable.Range(0, 8).Aggregate(0UL, (spread, bit) => spread | (ulong)(bits >> bit & 1) << (8 * bit)))];

    private readonly IndexSnapshot _snapshot;
    private readonly Question _question;
    private readonly TagDecision _decision;
    private readonly Period _window;
    private readonly Day? _decidingDay;

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
    private readonly long[] _useOf;                        // by group, one chunk: person-days of both << BothShift | interactions
    private readonly int[] _bins;                          // by (group + 1) << FlagBits | flags, one chunk: people
    private readonly List<int> _changes = [];              // day offset << 16 | person: access begins or ends
    private readonly List<(int Person, PersonHistory History)> _movers = [];   // whose tags change inside the window and must be taken day by day
    private int[] _changesByDay = [];
    private int[] _dayStart = [];
    private int _chunk;
    private ActivityChunk _activity = ActivityChunk.Empty;

    public ChunkWindow(IndexSnapshot snapshot, Question question, Day today)
    {
        (_snapshot, _question) = (snapshot, question);
        _decision = new(question, snapshot.Population.TagSets.Span);
        _window = question.Window.Clip(new Period(Day.Earliest, today + 1));
        _decidingDay = question.AsOf.Resolve(question.Window, today);
        _useOf = new long[_decision.IsTrivial ? 0 : _decision.Groups.Count];
        _bins = new int[_decision.IsGrouped ? (_decision.Groups.Count + 1) << FlagBits : 0];
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        Eligible = 1,
        Active = 2,
        WithAccess = 4,
        EverUsed = 8,
        AnyAccess = 16,
        Steady = 32,
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
        (_chunk, _activity) = (chunk, _snapshot.Activity.Chunk(chunk));
        foreach (var bits in (ReadOnlySpan<ulong[]>)[_atStart, _anyAccess, _changing, _eligible, _active, _withAccess, _everUsed])
            Array.Clear(bits);
        _changes.Clear();
        _movers.Clear();
        for (var page = 0; page < PopulationIndex.PagesPerChunk; page++)
            ReadPage(page, _snapshot.Population.Page((chunk * PopulationIndex.PagesPerChunk) + page));
        SortChanges();
        Array.Clear(_useOf);
        WalkDays(ref total);
        FoldUse(ref total, groups);
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

        ReadTags(firstPerson, page);
        ReadAccess(firstPerson, page);
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
            _movers.Add((person, page[versions[0].Person]));
            Admit(person, TagDecision.Refused);
            return;
        }

        Admit(person, _decision.GroupOf(held));
    }

    private void Admit(int person, int group)
    {
        _groupOf[person] = group;
        if (group == TagDecision.Refused)
            Bitmap.Remove(_admitted, person);
        else
            Bitmap.Add(_admitted, person);
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
            var admitted = _admitted[at];
            (_anyAccess[at], _atStart[at], _changing[at]) = (any & admitted, start & admitted, changing & admitted);
            for (var rest = changing & admitted; rest != 0; rest &= rest - 1)
            {
                var person = (word << 6) + BitOperations.TrailingZeroCount(rest);
                NoteChanges(firstPerson + person, page.From[person], page.Until[person]);
            }
        }

        foreach (var interval in page.Intervals)
        {
            var person = firstPerson + interval.Person;
            if (interval.From >= _window.Until.Number || interval.Until <= _window.From.Number || !Bitmap.Has(_admitted, person))
                continue;
            Bitmap.Add(_anyAccess, person);
            if (interval.From <= _window.From.Number)
                Bitmap.Add(_atStart, person);
            if (NoteChanges(person, interval.From, interval.Until))
                Bitmap.Add(_changing, person);
        }
    }

    private bool NoteChanges(int person, int from, int until)
    {
        var begins = from > _window.From.Number && from < _window.Until.Number;
        var ends = until > _window.From.Number && until < _window.Until.Number;
        if (begins)
            _changes.Add(((from - _window.From.Number) << 16) | person);
        if (ends)
            _changes.Add(((until - _window.From.Number) << 16) | person);
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
        _atStart.CopyTo(_access, 0);
        var withAccess = Bitmap.Count(_access);
        for (var offset = 0; offset < Days; offset++)
        {
            for (var at = _dayStart[offset]; at < _dayStart[offset + 1]; at++)
            {
                var person = _changesByDay[at];
                _access[person >> 6] ^= 1UL << (person & 63);
                withAccess += Bitmap.Has(_access, person) ? 1 : -1;
            }

            total.EligibleDays += withAccess;
            if (_activity.On(_window.From + offset)?.AtLeast(_question.MinInteractions) is not { } use)
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

    // With a filter or groups, interactions are added up person by person.
    private void UniteAdmitted(DayUse use, ref Tally total)
    {
        var rank = 0;
        if (!use.People.IsBitmap)
        {
            foreach (var person in use.People.List)
                total.ActiveEligibleDays += AddUse(use, person >> 6, 1UL << (person & 63), rank++);
            return;
        }

        var bits = use.People.Bits;
        for (var word = 0; word < bits.Length; word++)
        {
            if (bits[word] == 0)
                continue;
            total.ActiveEligibleDays += AddUse(use, word, bits[word], rank);
            rank += BitOperations.PopCount(bits[word]);
        }
    }

    // The people of one word of a day; rank is that of the first of them. Answers the number with access.
    private int AddUse(DayUse use, int word, ulong day, int rank)
    {
        var admitted = day & _admitted[word];
        var both = admitted & _access[word];
        _active[word] |= admitted;
        _withAccess[word] |= both;
        ref var groups = ref _groupOf[word << 6];
        ref var useOf = ref MemoryMarshal.GetArrayDataReference(_useOf);
        ref var counts = ref MemoryMarshal.GetReference(use.Counts);
        var single = use.Counts.IsEmpty;
        for (var rest = admitted; rest != 0; rest &= rest - 1)
        {
            var bit = BitOperations.TrailingZeroCount(rest);
            long count = 1;
            if (!single)
            {
                var at = rank + BitOperations.PopCount(day & ((1UL << bit) - 1));
                count = Unsafe.Add(ref counts, at);
                if (count == DayUse.Many)
                    count = use.CountAt(at, (word << 6) + bit);
            }

            Unsafe.Add(ref useOf, Unsafe.Add(ref groups, bit)) += (long)(both >> bit & 1) << BothShift | count;
        }

        return BitOperations.PopCount(both);
    }

    private void FindEligible()
    {
        switch (_question.Denominator.Kind)
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
                        if (AccessDays((i << 6) + BitOperations.TrailingZeroCount(rest)) >= _question.Denominator.Days)
                            _eligible[i] |= rest & (~rest + 1);
                    }
                }

                break;
        }
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
                    groups[_groupOf[person]].AddShadow(cause);
            }
        }
    }

    // Each person falls into one bin by group and by the sets that hold the person; the bins then make the counts of all groups at once.
    private void CountGroups(Tally[] groups)
    {
        Array.Clear(_bins);
        for (var i = 0; i < Bitmap.Words; i++)
        {
            var (any, active) = (_anyAccess[i], _active[i]);
            if ((any | active) != 0)
                BinWord(i, any, active);
            for (var rest = any & _changing[i]; rest != 0; rest &= rest - 1)
            {
                var person = (i << 6) + BitOperations.TrailingZeroCount(rest);
                groups[_groupOf[person]].EligibleDays += AccessDays(person);
            }
        }

        for (var bin = 1 << FlagBits; bin < _bins.Length; bin++)
        {
            var flags = (Flags)(bin & ((1 << FlagBits) - 1));
            if (_bins[bin] == 0 || (flags & (Flags.AnyAccess | Flags.Active)) == Flags.None)
                continue;
            ref var group = ref groups[(bin >> FlagBits) - 1];
            group.AddPeople(
                _bins[bin], flags.HasFlag(Flags.Eligible), flags.HasFlag(Flags.Active), flags.HasFlag(Flags.WithAccess), flags.HasFlag(Flags.EverUsed));
            group.EligibleDays += flags.HasFlag(Flags.Steady) ? (long)_bins[bin] * Days : 0;
        }
    }

    // Eight people at a time: a byte of each set is spread over eight bytes, one a person, and the sets are laid over each other.
    private void BinWord(int word, ulong any, ulong active)
    {
        var (eligible, both, ever, steady) = (_eligible[word], _withAccess[word], _everUsed[word], any & ~_changing[word]);
        ref var groups = ref _groupOf[word << 6];
        ref var bins = ref MemoryMarshal.GetArrayDataReference(_bins);
        ref var spread = ref MemoryMarshal.GetArrayDataReference(Spread);
        for (var eight = 0; eight < 64; eight += 8)
        {
            var flags = Unsafe.Add(ref spread, (byte)(eligible >> eight)) | Unsafe.Add(ref spread, (byte)(active >> eight)) << 1
                | Unsafe.Add(ref spread, (byte)(both >> eight)) << 2 | Unsafe.Add(ref spread, (byte)(ever >> eight)) << 3
                | Unsafe.Add(ref spread, (byte)(any >> eight)) << 4 | Unsafe.Add(ref spread, (byte)(steady >> eight)) << 5;
            for (var person = 0; person < 8; person++)
            {
                Unsafe.Add(ref bins, (Unsafe.Add(ref groups, eight + person) + 1) << FlagBits | (int)(flags & 0xFF))++;
                flags >>= 8;
            }
        }
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

    // Of someone with access in the window.
    private int AccessDays(int person)
    {
        if (!Bitmap.Has(_changing, person))
            return Days;
        var (page, number) = (Page(person), person % PopulationPage.Size);
        var days = Overlap(page.From[number], page.Until[number]);
        foreach (var interval in page.IntervalsOf(number))
            days += Overlap(interval.From, interval.Until);
        return days;

        int Overlap(int from, int until) => new Period(new Day(from), new Day(until)).Clip(_window).Days;
    }

    private PopulationPage Page(int person) => _snapshot.Population.Page((_chunk * PopulationIndex.PagesPerChunk) + (person / PopulationPage.Size));

    private PersonHistory History(int person) => _snapshot.Population[(_chunk << 16) | person];

    private PeopleSet ShadowCause(int person)
    {
        if (!Page(person).EverHasAccess(person % PopulationPage.Size))
            return PeopleSet.ShadowNeverEligible;
        var history = History(person);
        if (_movers.Exists(mover => mover.Person == person))
            return Cause(history, Use(person, history, Admits(history, null)));
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

    private PersonUse Use(int person, PersonHistory history, Func<Day, bool> admits)
        => PersonUse.Of(history, _activity, person, _window, _question.MinInteractions, admits);

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
        var use = Use(person, history, Admits(history, null));
        if (use.IsEligible(_question.Denominator, Days))
            Bitmap.Add(_eligible, person);
        if (use.ActiveDays > 0)
            Bitmap.Add(_active, person);
        if (use.ActiveEligibleDays > 0)
            Bitmap.Add(_withAccess, person);
    }
}
