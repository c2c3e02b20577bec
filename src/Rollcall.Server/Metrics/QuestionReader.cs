using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Privacy;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary>Reads the parameters that all people metrics share.</summary>
internal static class QuestionReader
{
    /// <summary>Parameters of a metric that asks one window, behind its own.</summary>
    public static readonly string[] OfWindow = ["from", "to", .. OfPeople("group_by", "denominator")];

    /// <summary>Parameters of a metric that decides tags once, behind those that say when.</summary>
    public static readonly string[] Once = OfPeople("group_by");

    /// <summary>The question, to be used only when <see cref="Parameters.Faults"/> stays empty.</summary>
    public static MetricQuestion Question(this Parameters parameters) => Question(parameters, parameters.Window(), Denominator(parameters), AsOf(parameters));

    /// <summary>The question of a metric over several windows: tags are decided once, and it has no denominator.</summary>
    public static MetricQuestion QuestionOnce(this Parameters parameters, Period window)
    {
        var asOf = AsOf(parameters);
        if (asOf.IsEvent)
            parameters.Add("as_of", "as_of_event_refused", "This metric compares several windows and decides tags once: 'as_of' is window_end, now or a date.");
        return Question(parameters, window, Kernel.Metrics.Denominator.AnyOverlap, asOf);
    }

    /// <summary>The question of a metric that has no denominator, and may decide tags day by day.</summary>
    public static MetricQuestion QuestionOfUse(this Parameters parameters, Period window) => Question(parameters, window, Kernel.Metrics.Denominator.AnyOverlap, AsOf(parameters));

    /// <summary>The required calendar period.</summary>
    /// <param name="parameters">Of the request.</param>
    /// <param name="window">What is cut into periods.</param>
    /// <param name="most">The most periods of an answer; more are a mistake of the dates, or want a longer period.</param>
    public static Grain Interval(this Parameters parameters, Period window, int most)
    {
        var grain = parameters.OneOf("interval", ("day", Grain.Day), ("week", Grain.Week), ("month", Grain.Month), ("quarter", Grain.Quarter));
        if (window.Days / (grain switch { Grain.Day => 1, Grain.Week => 7, Grain.Month => 28, _ => 90 }) > most)
            parameters.Add("interval", "too_many_buckets", $"An answer has at most {most} periods; take a longer interval or a shorter window.");
        return grain;
    }

    /// <summary>The required name of a set of people that a metric counts.</summary>
    public static string Set(this Parameters parameters, MetricDefinition metric)
    {
        var (text, known) = (parameters.Text("set"), $"one of {string.Join(", ", metric.Sets.Select(set => set.Name))}.");
        if (text is null)
            parameters.Add("set", "required", $"'set' is needed: {known}");
        else if (metric.IndexOf(text) < 0)
            parameters.Add("set", "invalid_set", $"'{Fields.Shown(text)}' is not {known}");
        return text ?? "";
    }

    /// <summary>Refuses a window of more days than an answer shows.</summary>
    public static void AtMost(this Parameters parameters, Period window, int days)
    {
        if (window.Days > days)
            parameters.Add("to", "window_too_long", $"The window has {window.Days} days; at most {days} are accepted.");
    }

    /// <summary>While the project has a minimum group size, refuses a question with more tag keys than can be decided; true when it did.</summary>
    public static bool RefuseTooManyTags(this Asked asked, MetricQuestion question, Parameters parameters)
    {
        if (!asked.Answers.HasTooManyTags(question.Question))
            return false;
        var name = question.Question.GroupBy.Count > 0 ? "group_by" : "people.KEY";
        parameters.Add(name, "too_many_tags", $"The project has a minimum group size; filters and groups together may name {Disclosure.MostKeys} tag keys then.");
        return true;
    }

    private static string[] OfPeople(params string[] more) => [.. more, "as_of", "min_interactions", "people.KEY", "people.KEY.not", "events.KEY", "events"];

    private static MetricQuestion Question(Parameters parameters, Period window, Denominator denominator, AsOf asOf) => new(
        new Question
        {
            Window = window,
            Denominator = denominator,
            AsOf = asOf,
            MinInteractions = parameters.Number("min_interactions", 1, 1_000_000) ?? parameters.Counting.MinInteractions,
            People = parameters.Terms("people.", mayExclude: true),
            GroupBy = GroupBy(parameters),
        },
        Events(parameters));

    // Any condition replaces the project's own filter; "all" stands for no condition.
    private static IReadOnlyList<TagTerm> Events(Parameters parameters)
    {
        var terms = parameters.Terms("events.", mayExclude: false);
        var text = parameters.Text("events");
        if (text is not (null or "all"))
            parameters.Add("events", "invalid_events", $"'{Fields.Shown(text)}' is not 'all'; a condition is given as events.KEY=VALUE.");
        else if (text is not null && terms.Count > 0)
            parameters.Add("events", "contradiction", "'events=all' asks for every interaction and cannot stand beside events.KEY=VALUE.");
        return text is null && terms.Count == 0 ? parameters.Counting.Events : terms;
    }

    private static Denominator Denominator(Parameters parameters)
    {
        var denominator = Kernel.Metrics.Denominator.AnyOverlap;
        if (parameters.Text("denominator") is { } text && !Kernel.Metrics.Denominator.TryParse(text, out denominator))
            parameters.Add("denominator", "invalid_denominator", $"'{Fields.Shown(text)}' is not one of any_overlap, whole_window, at_end, at_least_days:N.");
        return denominator;
    }

    private static AsOf AsOf(Parameters parameters)
    {
        var asOf = Kernel.Metrics.AsOf.WindowEnd;
        if (parameters.Text("as_of") is { } text && !Kernel.Metrics.AsOf.TryParse(text, out asOf))
            parameters.Add("as_of", "invalid_as_of", $"'{Fields.Shown(text)}' is not one of window_end, now, event or a date like 2026-05-04.");
        return asOf;
    }

    private static IReadOnlyList<string> GroupBy(Parameters parameters)
    {
        var keys = parameters.Texts("group_by");
        if (keys.Count > 2)
            parameters.Add("group_by", "too_many", $"'group_by' is given {keys.Count} times; two tags are accepted.");
        else if (keys.Any(string.IsNullOrEmpty))
            parameters.Add("group_by", "empty", "'group_by' needs the key of a tag.");
        else if (keys.Count == 2 && keys[0] == keys[1])
            parameters.Add("group_by", "repeated", $"'group_by' names '{Fields.Shown(keys[0]!)}' twice.");
        return [.. keys.Select(key => key!)];
    }
}
