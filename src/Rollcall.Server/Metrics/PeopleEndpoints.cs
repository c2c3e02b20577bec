using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Hosting;
using Rollcall.Server.Metrics.Usage;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/people</c>: the people behind a number of a metric, exactly as many.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
        => routes.MapGet("/api/v1/people", Get).RequireAuthorization(Keys.Read).WithTags("Metrics").WithName("GetPeople")
            .WithSummary("The people behind a number")
            .WithDescription($"total equals the number. Takes the metric's own parameters, but for group_by: filter for the people of a group. Sets and what says where in the answer they stand: {Sets}.")
            .Produces<PeoplePage>().ProducesProblem(422).WithParameters(OfAllMetrics);

    private static string Sets => string.Join("; ", MetricEndpoints.Wires.Select(wire =>
        $"{wire.Definition.Path()}: {string.Join(", ", wire.Definition.Sets.Select(set => set.Name))}{string.Concat(wire.Place.Parameters.Select(name => $" + {name}"))}"));

    // Those of every metric; which of them are needed depends on the metric.
    private static string[] OfAllMetrics =>
    [
        "metric", "set",
        .. MetricEndpoints.Wires.SelectMany(wire => wire.Place.Parameters.Concat(wire.Parameters)).Where(name => name != "group_by").Distinct().Select(name => $"{name}?"),
        "limit", "cursor",
    ];

    private static async Task<IResult> Get(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        if (PeopleRequest.Read(parameters) is not { } request)
            return parameters.Faults.ToProblem();
        var question = request.Question;
        if (question.Question.GroupBy.Count > 0)
            parameters.Add("group_by", "unknown_parameter", "A list has no groups; filter by people.KEY=VALUE for those of one group.");
        var page = Paging.Read(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();

        var asked = await metrics.Open(context.Project(), question.Events, ct);
        if (asked.RefuseTooManyTags(question, parameters))
            return parameters.Faults.ToProblem();
        var (found, fault) = request.Find(asked);
        if (found is not { } list)
            return Refuse(parameters, fault!);
        if (list.Shown.People is not { } people)
            return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(new PeoplePage([], null, list.Shown.Total, Suppressed: true), MetricsJson.Default.PeoplePage));
        var window = list.Window;
        var (rows, next, total) = page.Take(people.Select(person => (Person: person, Name: asked.Store.NameOf(person) ?? "")), row => row.Name);
        var decidingDay = question.Question.AsOf.Resolve(window, asked.Today) ?? Day.Min(window.Until - 1, asked.Today);
        var items = rows.Select(row => new PersonItem(
            row.Name,
            asked.Snapshot.TagsOf(row.Person, decidingDay).Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
            [.. asked.Snapshot.HistoryOf(row.Person).Access.Select(access => new AccessDays(access.From.ToString(), access.Until == Day.Latest ? null : access.Until.ToString()))]));
        return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(new PeoplePage([.. items], next, total), MetricsJson.Default.PeoplePage));
    }

    private static Problem Refuse(Parameters parameters, CellFault fault)
    {
        if (fault is CellFault.Unknown(var part, var value, var accepted))
            parameters.Add(part, $"invalid_{part}", $"'{Fields.Shown(value)}' is not {accepted}.");
        else if (fault is CellFault.NotKnownYet(var place, var period))
            parameters.Add(place, "cell_not_known_yet", $"The number is not known before {period.Until}, when the period from {period.From} is over.");
        return parameters.Faults.ToProblem();
    }
}

/// <param name="Tags">As of the deciding day; with <c>as_of=event</c>, as of the window's last day.</param>
/// <param name="Access">All access as local days, merged; <c>to</c> is the first day without, null while open. Empty for people who never had any.</param>
public sealed record PersonItem(string EndUser, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<AccessDays> Access);

public sealed record AccessDays(string From, string? To);

/// <param name="Items">None while the project has a minimum group size.</param>
/// <param name="Total">Null where the number is suppressed.</param>
/// <param name="Suppressed">True while the project has a minimum group size, absent otherwise.</param>
public sealed record PeoplePage(
    IReadOnlyList<PersonItem> Items, string? NextCursor, int? Total, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Suppressed = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PeoplePage))]
[JsonSerializable(typeof(AdoptionDocument))]
[JsonSerializable(typeof(SeriesDocument))]
[JsonSerializable(typeof(RollingDocument))]
[JsonSerializable(typeof(FrequencyDocument))]
[JsonSerializable(typeof(LifecycleDocument))]
[JsonSerializable(typeof(RetentionDocument))]
[JsonSerializable(typeof(TimeToFirstUseDocument))]
[JsonSerializable(typeof(TransitionsDocument))]
[JsonSerializable(typeof(SegmentsDocument))]
[JsonSerializable(typeof(UsageDocument))]
[JsonSerializable(typeof(CatalogueDocument))]
internal sealed partial class MetricsJson : JsonSerializerContext;
