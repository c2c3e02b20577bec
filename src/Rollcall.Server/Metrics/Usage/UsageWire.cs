using Rollcall.Kernel.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Usage;

namespace Rollcall.Server.Metrics.Usage;

/// <summary><c>GET /api/v1/metrics/usage</c>. Its groups are of interactions, not of people; else it is asked and answered as the other metrics are.</summary>
internal sealed class UsageWire : IMetricWire
{
    public static readonly UsageWire Metric = new();

    public MetricDefinition Definition { get; } = UsageCatalogue.Definition;

    public IReadOnlyList<string> Parameters => UsageQuestion.Parameters;

    public CellPlace Place => CellPlace.Single;

    public PeopleRequest ReadPeople(Parameters parameters)
    {
        var question = UsageQuestion.Read(parameters);
        parameters.Set(Definition);
        if (question.GroupBy.Count > 0)
            parameters.Add("group_by", "unknown_parameter", "A list has no groups; filter by events.KEY=VALUE for those of one group.");
        var inner = question.Metric.Question;
        return new(question.Metric, asked => new PeopleList(asked.Answers.People(inner, PeopleSet.Active), inner.Window));
    }

    public void Map(RouteGroupBuilder group, string what)
        => group.MapGet("/usage", Answer).WithName("GetUsage").WithSummary("Interactions, conversations, times, tokens, cost, errors and feedback")
            .WithDescription($"{Definition.Definition} {what} Measures: {string.Join(" ", Definition.Measures.Select(measure => $"{measure.Name}: {measure.Definition}"))}")
            .Produces<UsageDocument>(200, "application/json", "text/csv").WithParameters([.. Parameters, MetricEndpoints.Explain]);

    private static async Task<IResult> Answer(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var (question, explain, isCsv) = (UsageQuestion.Read(parameters), parameters.Flag(MetricEndpoints.Explain), MetricEndpoints.WantsCsv(context.Request));
        if (explain && isCsv)
            parameters.Add(MetricEndpoints.Explain, "explain_not_in_csv", "A table has no place for an explanation; ask for JSON.");
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var (inner, asked) = (question.Metric.Question, await metrics.Open(context.Project(), question.Metric.Events, ct));
        if (asked.RefuseTooManyTags(question.Metric, parameters))
            return parameters.Faults.ToProblem();
        UsageAnswer answer;
        try
        {
            answer = UsageAsker.Ask(asked, question);
        }
        catch (TooManyGroupsException tooMany)
        {
            parameters.Add("group_by", "too_many_groups", $"The answer would have more than {tooMany.Most} rows; group by a key with fewer values, take a longer interval or a shorter window.");
            return parameters.Faults.ToProblem();
        }

        if (isCsv)
            return MetricEndpoints.Csv(UsageCsv.Of(answer, question));
        var isShown = answer.Total.Whole is not null && answer.Total.Buckets.All(bucket => bucket.Counts is not null);
        var explanation = explain ? asked.Answers.Explain(inner, AdoptionCatalogue.Adoption, AdoptionWindows.Whole(inner.Window), isShown) : (Shown<Explanation>?)null;
        var defined = question.Metric.Of(UsageCatalogue.Definition.Name, question.Interval is { } grain ? [("interval", (object)grain)] : []);
        return MetricEndpoints.Json(asked, defined, json => UsageJson.Write(json, answer, question, explanation));
    }
}

/// <param name="Buckets">With interval only, each clipped to the window.</param>
/// <param name="Groups">With group_by only: by value, interactions without one last.</param>
internal sealed record UsageDocument(
    WindowDocument Window, DefinitionDocument Definition, DateOnly CompleteThrough, bool Final, bool Partial,
    UsageMeasuresDocument Total, IReadOnlyList<UsageMeasuresDocument>? Buckets, IReadOnlyList<UsageMeasuresDocument>? Groups, ExplainDocument? Explain);

/// <param name="Suppressed">True where fewer people stand behind the numbers than the project shows, or such a number would follow from these; then there are no measures.</param>
internal sealed record UsageMeasuresDocument(
    bool? Suppressed, long Interactions, long Conversations, long Active, double? InteractionsPerPerson, double? ConversationsPerPerson,
    double? ConversationLengthMean, double? ConversationLengthMedian, double? ConversationSecondsMean, double? ConversationSecondsMedian,
    long WithLatency, double? LatencySecondsP50, double? LatencySecondsP95, double? LatencySecondsP99,
    long WithInputTokens, long InputTokens, long WithOutputTokens, long OutputTokens, long WithCost, long Cost,
    long Errors, double? ErrorShare, long NegativeFeedback, double? NegativeFeedbackShare);
