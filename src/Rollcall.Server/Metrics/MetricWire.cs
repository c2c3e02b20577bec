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

    /// <summary>Where in the answer each set stands.</summary>
    CellPlace Place { get; }

    /// <summary>Reads what of the people behind a number is asked, but for the page; used only without faults.</summary>
    PeopleRequest ReadPeople(Parameters parameters);

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
    Func<T, IEnumerable<Line>> Rows) : IMetricWire
    where T : class
{
    // Numbers of one answer, over all groups: 40 MB while they are counted.
    private const long MostCells = 5_000_000;

    /// <summary>Writes the total, where it is not written as a group is.</summary>
    public Action<Utf8JsonWriter, Question, Shown<T>>? Total { get; init; }

    public CellPlace Place { get; init; } = CellPlace.Single;

    /// <summary>The parts of a total that are shown or suppressed each by itself, by the day that names them; none where it is shown as a whole.</summary>
    public Func<T, IEnumerable<(Day Name, bool IsSuppressed)>> Parts { get; init; } = _ => [];

    public void Map(RouteGroupBuilder group, string what)
        => group.MapGet($"/{Definition.Path()}", Answer)
            .WithName($"Get{string.Concat(Definition.Name.Split('_').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))}").WithSummary(Summary)
            .WithDescription($"{Definition.Definition} {what} Measures: {string.Join(" ", Definition.Measures.Select(measure => $"{measure.Name}: {measure.Definition}"))}")
            .Produces(200, Document, "application/json", "text/csv").WithParameters([.. Parameters, MetricEndpoints.Explain]);

    public PeopleRequest ReadPeople(Parameters parameters)
    {
        var request = Read(parameters);
        var cell = Place.Read(parameters, parameters.Set(Definition));
        return new(request.Question, asked => request.People(asked, cell, () => request.Ask(asked).Total.Value is { } total && IsShown(total, cell)));
    }

    private bool IsShown(T total, PeopleCell cell) => Parts(total).ToList() is not { Count: > 0 } parts || parts.Any(part => part.Name == cell.At && !part.IsSuppressed);

    private async Task<IResult> Answer(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var (request, explain, isCsv) = (Read(parameters), parameters.Flag(MetricEndpoints.Explain), MetricEndpoints.WantsCsv(context.Request));
        if (explain && isCsv)
            parameters.Add(MetricEndpoints.Explain, "explain_not_in_csv", "A table has no place for an explanation; ask for JSON.");
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var (question, groupBy) = (request.Question, request.Question.Question.GroupBy);
        var asked = await metrics.Open(context.Project(), question.Events, ct);
        if (asked.RefuseTooManyTags(question, parameters))
            return parameters.Faults.ToProblem();
        if ((long)request.Cells(asked) * asked.Answers.MostGroups(question.Question) > MostCells)
        {
            parameters.Add("group_by", "too_many_groups", "The answer would have too many numbers; group by a tag with fewer values, take a longer interval or a shorter window.");
            return parameters.Faults.ToProblem();
        }

        var answer = request.Ask(asked);
        var explanation = explain ? request.Explain(asked, answer.Total.Value is { } whole && Parts(whole).All(part => !part.IsSuppressed)) : (Shown<Explanation>?)null;
        return isCsv
            ? MetricEndpoints.Csv(AnswerCsv.Of(answer, groupBy, Columns, Rows, asked.Answers.HidesSmallGroups))
            : MetricEndpoints.Json(asked, question.Of(Definition.Name, request.Defining(asked)), json => Write(json, question.Question, answer, explanation), request.Until?.Invoke(asked));
    }

    private void Write(Utf8JsonWriter json, Question question, Answer<Shown<T>> answer, Shown<Explanation>? explanation)
    {
        if (Total is null)
            json.WriteShown(answer.Total, Json);
        else
            Total(json, question, answer.Total);
        json.WriteGroups(answer.Groups, question.GroupBy, Json);
        if (explanation is { } shown)
            json.WriteExplanation(shown);
    }
}

internal static class MetricPaths
{
    /// <summary>The last part of a metric's path.</summary>
    public static string Path(this MetricDefinition metric) => metric.Name.Replace('_', '-');
}
