using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>The questions of a case as the kernel takes them.</summary>
public static class CaseQuestions
{
    public static Question ToQuestion(this CaseParams p) => new()
    {
        Window = new Period(Day.Of(p.From!.Value), Day.Of(p.To!.Value)),
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
}
