using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Privacy;
using Rollcall.Kernel.Sets;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>
/// The one way from questions to numbers: the API, the dashboard, exports and lists all ask here, and what too few people stand behind comes back suppressed. Used
/// by one request. While the project has no minimum group size (<paramref name="smallest"/> 1), everything is shown and nothing more is counted.
/// </summary>
/// <param name="evaluator">Counts.</param>
/// <param name="explainer">Explains.</param>
/// <param name="calendar">The project's.</param>
/// <param name="today">The project's.</param>
/// <param name="smallest">The fewest eligible people of a group whose numbers are shown; 1 or more.</param>
public sealed class Answers(Evaluator evaluator, Explainer explainer, ProjectCalendar calendar, Day today, int smallest)
{
    private readonly Disclosures _disclosures = new(evaluator, smallest);

    /// <summary>Whether anything may be suppressed.</summary>
    public bool HidesSmallGroups => smallest > 1;

    /// <summary>Whether a question has more tag keys in its filters and groups than can be decided: then all of its answer is suppressed.</summary>
    public bool HasTooManyTags(Question question)
        => HidesSmallGroups && question.People.Select(term => term.Key).Concat(question.GroupBy).Distinct(StringComparer.Ordinal).Count() > Disclosure.MostKeys;

    /// <summary>Whether the total of the question's window, as its people are filtered, may be shown.</summary>
    public bool Shows(Question question) => !HidesSmallGroups || Window(question)(question.People);

    /// <summary>The most groups that a question can have.</summary>
    public int MostGroups(Question question) => evaluator.MostGroups(question);

    public Answer<Shown<AdoptionMeasures>> Adoption(Question question) => Show(question, evaluator.Adoption(question), Window(question), (_, measures) => measures);

    public Answer<Shown<IReadOnlyList<Bucket<AdoptionMeasures>>>> Series(Question question, Grain grain)
    {
        var answer = evaluator.Series(question, grain);
        return Show(question, answer, Window(question), (people, buckets) => Buckets(
            buckets, bucket => bucket.Period, bucket => bucket.Partial, bucket => bucket.Measures, bucket => Window(question with { Window = bucket.Period })(people)));
    }

    /// <summary>A bucket for each day of the window up to today, of the days that end with it.</summary>
    public Answer<Shown<IReadOnlyList<Bucket<RollingPoint>>>> Rolling(Question question, int days)
    {
        return Show(question, evaluator.Rolling(question, days), Window(question), (people, points) => Buckets(
            points, Days, point => point.Date == today, point => point, point => Window(question with { Window = Days(point) })(people)));

        Period Days(RollingPoint point) => new(point.Date - (days - 1), point.Date + 1);
    }

    public Answer<Shown<FrequencyAnswer>> Frequency(Question question)
        => Show(question, evaluator.Ask(question, Kernel.Metrics.Frequency.Metric), Window(question), (_, frequency) => frequency);

    /// <summary>A period is suppressed also where the one before it is about too few people: who returned and who stayed away are all who used it then.</summary>
    public Answer<Shown<IReadOnlyList<Bucket<LifecycleBucket>>>> Lifecycle(Question question, Grain grain)
        => Show(question, evaluator.Ask(question, Kernel.Metrics.Lifecycle.By(grain)), Window(question), (people, buckets) => Buckets(
            buckets, bucket => bucket.Period, bucket => bucket.Partial, bucket => bucket, bucket => Once(question, bucket.Period).Shows(people)
                && ShowsOrNobody(Once(question, new(calendar.PeriodStart(bucket.Period.From - 1, grain), bucket.Period.From)), people)));

    /// <summary>A cohort is a group of its own.</summary>
    public Answer<Shown<ShownRetention>> Retention(Question question, Grain grain, RetentionAnchor anchor, RetentionKind kind)
    {
        var byTags = new Lazy<IReadOnlyList<Disclosure>>(() =>
        {
            var sizes = evaluator.AskByTags(question, Kernel.Metrics.Retention.Sizes(grain, anchor));
            return [.. calendar.Periods(question.Window, grain).Select((_, i) => _disclosures.Of([.. sizes.Where(part => part.Answer[i] > 0)], cohorts => cohorts[i]))];
        });
        return Show(question, evaluator.Ask(question, Kernel.Metrics.Retention.By(grain, anchor, kind)), Window(question), (people, retention) =>
        {
            // Cohorts of nobody are small, but hide none of the others.
            var some = retention.Cohorts.Where(cohort => cohort.Size > 0).ToList();
            var hidden = some.Zip(SmallSiblings.Hidden([.. some.Select(cohort => cohort.Size)], smallest)).Where(cohort => cohort.Second).Select(cohort => cohort.First).ToHashSet();
            var numbers = Enumerable.Range(0, retention.Cohorts.Count).ToList();
            var cohorts = Buckets(
                numbers,
                i => retention.Cohorts[i].Period,
                i => retention.Cohorts[i].Period.Until > today,
                i => retention.Cohorts[i],
                i => !hidden.Contains(retention.Cohorts[i]) && byTags.Value[i].Shows(people));
            return new ShownRetention(cohorts, Kernel.Metrics.Retention.WeightedMean([.. cohorts.Select(cohort => cohort.Shown.Value).OfType<RetentionCohort>()], cohorts.Count));
        });
    }

    public Answer<Shown<TimeToFirstUseAnswer>> TimeToFirstUse(Question question, Day horizon, int within)
    {
        var granted = new Lazy<Disclosure>(() => _disclosures.Of(evaluator.AskByTags(question, Kernel.Metrics.TimeToFirstUse.Granted(horizon)), people => people));
        return Show(
            question,
            evaluator.Ask(question, Kernel.Metrics.TimeToFirstUse.Of(horizon, within)),
            people => Window(question)(people) && granted.Value.Shows(people),
            (_, answer) => answer);
    }

    /// <summary>Suppressed where either window is about too few people; where one of them is about nobody, there is nothing to hide in it.</summary>
    public Answer<Shown<TransitionsAnswer>> Transitions(Question question, Period before, Period after) => Show(
        question,
        evaluator.Ask(question, Kernel.Metrics.Transitions.Of(before, after)),
        people => Window(question)(people) && ShowsOrNobody(Once(question, before), people) && ShowsOrNobody(Once(question, after), people),
        (_, answer) => answer);

    public Answer<Shown<SegmentsAnswer>> Segments(Question question, SegmentBounds bounds)
    {
        var metric = Kernel.Metrics.Segments.Of(bounds);
        var divided = new Lazy<Disclosure>(() => _disclosures.Of(evaluator.AskByTags(question, metric), people => people.Power + people.Habitual + people.Novice + people.Low + people.None));
        return Show(question, evaluator.Ask(question, metric), people => Window(question)(people) && divided.Value.Shows(people), (_, answer) => answer);
    }

    /// <summary>The people of a set of adoption, as many as <see cref="Adoption"/> says.</summary>
    public ShownPeople People(Question question, PeopleSet set) => People(question, set, () => Window(question)(question.People));

    /// <summary>The people of a set of adoption.</summary>
    /// <param name="question">Of the number.</param>
    /// <param name="set">Which.</param>
    /// <param name="isShown">Whether the number is; asked only while something may be suppressed.</param>
    public ShownPeople People(Question question, PeopleSet set, Func<bool> isShown) => Show(evaluator.People(question, set), isShown);

    /// <summary>The people of a cell of a metric.</summary>
    public Found<ShownPeople> People<T>(Question question, PeopleMetric<T> metric, PeopleCell cell, Func<bool> isShown)
        => evaluator.People(question, metric, cell).Then<ShownPeople>(people => Show(people, isShown));

    /// <summary>The sets behind the total of a metric.</summary>
    /// <param name="question">Of the total.</param>
    /// <param name="metric">Which.</param>
    /// <param name="isShown">Whether all of the total is: the sets of one that is not, or not wholly, would tell of it.</param>
    public Shown<Explanation> Explain<T>(Question question, PeopleMetric<T> metric, bool isShown) => new(isShown ? explainer.Explain(question, metric) : null);

    /// <summary>The sets behind adoption of some windows.</summary>
    public Shown<Explanation> Explain(Question question, MetricDefinition metric, AdoptionWindows windows, bool isShown) => new(isShown ? explainer.Explain(question, metric, windows) : null);

    private ShownPeople Show(PersonSet people, Func<bool> isShown) => HidesSmallGroups ? new(isShown() ? people.Count : null, null) : new(people.Count, people);

    // A row of a group is shown as the same question with its values as filters would be.
    private Answer<Shown<TShown>> Show<T, TShown>(Question question, Answer<T> answer, Func<IReadOnlyList<TagTerm>, bool> may, Func<IReadOnlyList<TagTerm>, T, TShown> shape)
        where TShown : class
    {
        return new(
            Of(question.People, answer.Total),
            [.. answer.Groups.Select(group => new Group<Shown<TShown>>(group.Values, Of([.. question.People, .. question.GroupBy.Zip(group.Values, (key, value) => new TagTerm(key, [value ?? ""]))], group.Answer)))]);

        Shown<TShown> Of(IReadOnlyList<TagTerm> people, T value) => new(!HidesSmallGroups || may(people) ? shape(people, value) : null);
    }

    private IReadOnlyList<Bucket<TShown>> Buckets<T, TShown>(IReadOnlyList<T> parts, Func<T, Period> period, Func<T, bool> partial, Func<T, TShown> value, Func<T, bool> may)
        where TShown : class
        => [.. parts.Select(part => new Bucket<TShown>(period(part), partial(part), new(!HidesSmallGroups || may(part) ? value(part) : null)))];

    private Func<IReadOnlyList<TagTerm>, bool> Window(Question question) => people => _disclosures.Of(question).Shows(people);

    // A window of a metric that decides tags once for all of its windows.
    private Disclosure Once(Question question, Period window) => _disclosures.Of(question with { Window = window, AsOf = AsOf.On(question.AsOf.Resolve(question.Window, today)!.Value) });

    private static bool ShowsOrNobody(Disclosure window, IReadOnlyList<TagTerm> people) => window.Shows(people) || window.Eligible(people) == 0;
}
