using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>What a metric is asked of: people and activity, question, whose tags decide, and today.</summary>
/// <param name="DecidingDay">Null: each day's own tags.</param>
internal sealed record MetricScope(IndexSnapshot Snapshot, Question Question, TagDecision Decision, Day? DecidingDay, Day Today)
{
    public static MetricScope Of(IndexSnapshot snapshot, Question question, Day today)
        => new(snapshot, question, new(question, snapshot.Population.TagSets.Span), question.AsOf.Resolve(question.Window, today), today);

    public ProjectCalendar Calendar => Snapshot.Calendar;

    public Period Window => Question.Window;

    /// <summary>The days up to today.</summary>
    public Period Past => new(Day.Earliest, Today + 1);

    /// <summary>The days before <paramref name="day"/> on which there can be use.</summary>
    public Period Before(Day day)
    {
        var first = day;
        for (var chunk = 0; chunk < Snapshot.Activity.Chunks; chunk++)
        {
            if (Snapshot.Activity.Chunk(chunk).Days is { Days: > 0 } active)
                first = Day.Min(first, active.From);
        }

        return new(first, day);
    }

    public bool IsOver(Period period) => period.Until <= Today;

    public ChunkPeople People(Period days) => new(Snapshot, Decision, days, DecidingDay);
}
