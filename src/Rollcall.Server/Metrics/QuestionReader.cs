using Rollcall.Kernel.Metrics;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary>Reads the parameters that all people metrics share.</summary>
internal static class QuestionReader
{
    /// <summary>The question, to be used only when <see cref="Parameters.Faults"/> stays empty.</summary>
    public static MetricQuestion Question(this Parameters parameters) => new(
        new Question
        {
            Window = parameters.Window(),
            Denominator = Denominator(parameters),
            AsOf = AsOf(parameters),
            MinInteractions = parameters.Number("min_interactions", 1, 1_000_000) ?? 1,
            People = parameters.Terms("people.", mayExclude: true),
            GroupBy = GroupBy(parameters),
        },
        parameters.Terms("events.", mayExclude: false));

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
            parameters.Add("group_by", "empty", "'group_by' needs the key of a people tag.");
        else if (keys.Count == 2 && keys[0] == keys[1])
            parameters.Add("group_by", "repeated", $"'group_by' names '{Fields.Shown(keys[0]!)}' twice.");
        return [.. keys.Select(key => key!)];
    }
}
