using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Metrics;

/// <summary>What is asked of a project: the question for the kernel and the interaction filter, which decides what counts as use.</summary>
/// <param name="Question">Window, people, groups.</param>
/// <param name="Events">Conditions on interactions; none means that all qualify.</param>
public sealed record MetricQuestion(Question Question, IReadOnlyList<TagTerm> Events)
{
    /// <summary>Which metric, with its own parameters.</summary>
    public string Metric { get; private init; } = "";

    /// <summary>Whether the interactions of the window themselves are counted, and not only who was active and how often.</summary>
    public bool CountsInteractions { get; init; }

    /// <summary>The question of a metric.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="parameters">Its own parameters as far as they say what its numbers are, defaults filled in.</param>
    public MetricQuestion Of(string metric, params IEnumerable<(string Name, object Value)> parameters)
        => this with { Metric = string.Join(' ', parameters.Select(parameter => $"{parameter.Name}={Text(parameter.Value)}").Prepend(metric)) };

    /// <summary>
    /// Sixteen hex digits that are the same for two answers exactly when their numbers are defined alike: the metric and its parameters, denominator, filters,
    /// what counts as active, who is excluded, whose tags decide, time zone and week start. Which days it asks about is no part of it, so that periods can be compared.
    /// </summary>
    public string Hash(ProjectInfo project, Day today)
    {
        string[] lines =
        [
            "definition 2",
            Metric,
            $"denominator {Question.Denominator}",
            $"as_of {AsOfText(today)}",
            string.Create(CultureInfo.InvariantCulture, $"min_interactions {Question.MinInteractions}"),
            $"calendar {project.Calendar.Zone.Id} {project.Calendar.WeekStart}",
            $"people {Text(Question.People)}",
            $"events {Text(Events)}",
            $"excluded {string.Join('&', project.Counting.Excluded.Select(EndUserId.Fold).Order(StringComparer.Ordinal).Select(Uri.EscapeDataString))}",
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];
    }

    // The end of the window moves with the window, and today is a day like any other.
    private string AsOfText(Day today)
        => Question.AsOf == AsOf.WindowEnd ? "window_end" : Question.AsOf.Resolve(Question.Window, today)?.ToString() ?? "event";

    private static string Text(IEnumerable<TagTerm> terms) => string.Join('&', terms
        .OrderBy(term => term.Key, StringComparer.Ordinal).ThenBy(term => term.Exclude)
        .SelectMany(term => term.Values.Order(StringComparer.Ordinal).Select(value => $"{Uri.EscapeDataString(term.Key)}{(term.Exclude ? "!" : "")}={Uri.EscapeDataString(value)}")));

    // 15 and 15.0 are the same mean.
    private static string Text(object value) => value is decimal number ? number.ToString("G29", CultureInfo.InvariantCulture) : $"{value}";
}
