using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Finds what a metric sees of a chunk's people on the days that it looks at. Holds scratch memory, so one instance serves one thread and many chunks.</summary>
internal sealed class ChunkReach
{
    private readonly MetricScope _scope;
    private readonly ActivityIndex _all;
    private readonly Need _need;
    private readonly Period _toCome;
    private readonly Period _past;
    private readonly ChunkPeople _people;
    private readonly ChunkPeople _peopleToCome;
    private readonly ulong[] _day = Bitmap.New();

    /// <param name="scope">Whose people.</param>
    /// <param name="all">Every interaction, whether it qualifies or not.</param>
    /// <param name="days">The days looked at.</param>
    /// <param name="need">What brings somebody into the answer.</param>
    public ChunkReach(MetricScope scope, ActivityIndex all, Period days, Need need)
    {
        (_scope, _all, _need) = (scope, all, need);
        (_past, _toCome) = (days.Clip(scope.Past), days.Clip(new(scope.Today + 1, Day.Latest)));
        _people = scope.People(_past);
        // Days to come count nowhere; today's tags say whose they are where each day's own decide.
        _peopleToCome = new(scope.Snapshot, scope.Decision, _toCome, scope.DecidingDay ?? scope.Today);
    }

    /// <summary>Adds the people of a chunk.</summary>
    public void AddTo(ReachedPeople reached, int chunk)
    {
        _scope.Snapshot.Excluded.Chunk(chunk).OrInto(reached.Excluded);
        if (_past.Days > 0)
            AddPast(reached, chunk, _scope.Snapshot.Activity.Chunk(chunk), _all.Chunk(chunk));
        if (_toCome.Days > 0)
            AddToCome(reached, chunk);
    }

    private void AddPast(ReachedPeople reached, int chunk, ActivityChunk activity, ActivityChunk all)
    {
        _people.Load(chunk);
        Bitmap.Unite(reached.Admitted, _people.Admitted);
        var who = _need == Need.Both ? _people.Access : _people.Admitted;
        while (_people.Step())
        {
            AddDay(reached.Use, activity.On(_people.Day)?.AtLeast(_scope.Question.MinInteractions), who);
            AddDay(reached.Qualifying, activity.On(_people.Day), who);
            AddDay(reached.Interaction, all.On(_people.Day), who);
        }

        Bitmap.Unite(reached.Access, _people.AnyAccess);

        foreach (var (person, history) in _people.Movers)
        {
            for (var day = _past.From; day < _past.Until; day += 1)
            {
                if (_scope.Decision.GroupOf(history.TagSetOn(day)) != TagDecision.Refused)
                    AddMover(reached, person, history.HasAccessOn(day), activity.On(day)?.CountOf(person) ?? 0, all.On(day)?.CountOf(person) ?? 0);
            }
        }
    }

    // On a day whose tags admit the person.
    private void AddMover(ReachedPeople reached, int person, bool hasAccess, int qualifying, int interactions)
    {
        var isSeen = hasAccess || _need != Need.Both;
        foreach (var (bits, holds) in (ReadOnlySpan<(ulong[], bool)>)
        [
            (reached.Admitted, true),
            (reached.Access, hasAccess),
            (reached.Use, isSeen && qualifying >= _scope.Question.MinInteractions),
            (reached.Qualifying, isSeen && qualifying > 0),
            (reached.Interaction, isSeen && interactions > 0),
        ])
        {
            if (holds)
                Bitmap.Add(bits, person);
        }
    }

    private void AddToCome(ReachedPeople reached, int chunk)
    {
        _peopleToCome.Load(chunk);
        Bitmap.Unite(reached.Admitted, _peopleToCome.Admitted);
        while (_peopleToCome.Step())
        {
            // Access is known behind the walk.
        }

        Bitmap.Unite(reached.ToCome, _peopleToCome.AnyAccess);
        var days = _need == Need.AccessOrUse ? _all.Chunk(chunk).Days.Clip(_toCome) : default;
        for (var day = days.From; day < days.Until; day += 1)
            AddDay(reached.ToCome, _all.Chunk(chunk).On(day), _peopleToCome.Admitted);
    }

    private void AddDay(ulong[] into, DayUse? use, ulong[] who)
    {
        if (use is null)
            return;
        Array.Clear(_day);
        use.People.OrInto(_day);
        for (var i = 0; i < into.Length; i++)
            into[i] |= _day[i] & who[i];
    }
}
