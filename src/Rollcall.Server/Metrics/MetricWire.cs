using System.Globalization;
using System.Text.Json;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary>A metric on the wire, whatever it answers.</summary>
internal interface IMetricWire
{
    MetricDefinition Definition { get; }

    IReadOnlyList<string> Parameters { get; }

    void Map(RouteGroupBuilder group, string what);
}

/// <summary>How a metric is asked and written: its path, parameters, JSON fields and CSV columns.</summary>
/// <param name="Definition">Name and measures.</param>
/// <param name="Summary">One line for the API document.</param>
/// <param name="Document">The shape of the answer for the API document.</param>
/// <param name="Parameters">All that <paramref name="Read"/> reads.</param>
/// <param name="Read">Reads a request; what it returns is used only without faults.</param>
/// <param name="Json">Writes the fields of a total or of a group.</param>
/// <param name="Columns">Of the CSV table.</param>
/// <param name="Rows">Lines of the CSV table.</param>
internal sealed record MetricWire<T>(
    MetricDefinition Definition,
    string Summary,
    Type Document,
    IReadOnlyList<string> Parameters,
    Func<Parameters, MetricRequest<T>> Read,
    Action<Utf8JsonWriter, T> Json,
    IReadOnlyList<string> Columns,
    Func<T, IEnumerable<IEnumerable<string>>> Rows) : IMetricWire
{
    // Numbers of one answer, over all groups: 40 MB while they are counted.
    private const long MostCells = 5_000_000;

    public void Map(RouteGroupBuilder group, string what)
        => group.MapGet($"/{Definition.Path()}", Answer)
            .WithName($"Get{string.Concat(Definition.Name.Split('_').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))}").WithSummary(Summary)
            .WithDescription($"{Definition.Definition} {what} Measures: {string.Join(" ", Definition.Measures.Select(measure => $"{measure.Name}: {measure.Definition}"))}")
            .Produces(200, Document, "application/json", "text/csv").WithParameters([.. Parameters]);

    private async Task<IResult> Answer(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var request = Read(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var (question, groupBy) = (request.Question, request.Question.Question.GroupBy);
        var asked = await metrics.Open(context.Project(), question.Events, ct);
        if ((long)request.Cells(asked) * asked.Evaluator.MostGroups(question.Question) > MostCells)
        {
            parameters.Add("group_by", "too_many_groups", "The answer would have too many numbers; group by a tag with fewer values, take a longer interval or a shorter window.");
            return parameters.Faults.ToProblem();
        }

        var answer = request.Ask(asked);
        return MetricEndpoints.WantsCsv(context.Request)
            ? MetricEndpoints.Csv(AnswerCsv.Of(answer, groupBy, Columns, Rows))
            : MetricEndpoints.Json(asked, question.Of(Definition.Name, request.Defining(asked)), json => AnswerJson.Write(json, answer, groupBy, Json), request.Until?.Invoke(asked));
    }
}

/// <summary>A metric asked with parameters.</summary>
/// <param name="Question">Window, people, groups, and what counts as use.</param>
/// <param name="Cells">Numbers of an answer without groups.</param>
/// <param name="Ask">Answers.</param>
/// <param name="Until">First day at which the answer does not look, where that is not the end of the window.</param>
internal sealed record MetricRequest<T>(MetricQuestion Question, Func<Asked, int> Cells, Func<Asked, Answer<T>> Ask, Func<Asked, Day>? Until = null)
{
    /// <summary>The metric's own parameters as far as they say what its numbers are; not which days they are of.</summary>
    public Func<Asked, (string Name, object Value)[]> Defining { get; init; } = _ => [];
}

internal static class MetricPaths
{
    /// <summary>The last part of a metric's path.</summary>
    public static string Path(this MetricDefinition metric) => metric.Name.Replace('_', '-');
}
