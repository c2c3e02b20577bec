using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>The questions of a case as the kernel takes them.</summary>
public static class CaseQuestions
{
    public static Question ToQuestion(this CaseParams p) => new()
    {
        Window = Window(p),
        AsOf = AsOf.TryParse(p.AsOf ?? "window_end", out var asOf) ? asOf : throw new FormatException(p.AsOf),
        Denominator = Denominator.TryParse(p.Denominator ?? "any_overlap", out var denominator) ? denominator : throw new FormatException(p.Denominator),
        MinInteractions = p.MinInteractions ?? 1,
        GroupBy = p.GroupBy is null ? [] : [p.GroupBy],
        People =
        [
            .. (p.People ?? []).Select(term => new TagTerm(term.Key, term.Value)),
            .. (p.PeopleNot ?? []).Select(term => new TagTerm(term.Key, term.Value, Exclude: true)),
        ],
    };

    public static Grain ToGrain(this CaseParams p) => Enum.Parse<Grain>(p.Interval!, ignoreCase: true);

    public static Period ToPeriod(this DateOnly[] bounds) => new(Day.Of(bounds[0]), Day.Of(bounds[1]));

    // From the first to the last day that the metric looks at.
    private static Period Window(CaseParams p)
    {
        if (p.Before is { } before)
            return new(Day.Of(before[0]), Day.Of(p.After![1]));
        if (p.Date is { } date)
            return new(Day.Of(date) - (7 * (p.Weeks ?? Segments.DefaultWeeks)), Day.Of(date));
        return new(Day.Of(p.From!.Value), Day.Of(p.To!.Value));
    }
}
