using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Metrics;

/// <summary><c>GET /api/v1/people</c>: the people behind a number of adoption, exactly as many.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
        => routes.MapGet("/api/v1/people", Get).RequireAuthorization(Keys.Read).WithTags("Metrics").WithName("GetPeople")
            .WithSummary("The people behind a number").WithDescription($"set is one of {string.Join(", ", PeopleSets.Names)}. total equals the number of the same name.")
            .Produces<PeoplePage>().ProducesProblem(422)
            .WithParameters("set", "from", "to", "denominator", "as_of", "min_interactions", "people.KEY", "people.KEY.not", "events.KEY", "events", "limit", "cursor");

    private static async Task<IResult> Get(HttpContext context, MetricsService metrics, CancellationToken ct)
    {
        var parameters = new Parameters(context.Request.Query, context.Project().Counting);
        var set = Set(parameters);
        var question = parameters.Question();
        if (question.Question.GroupBy.Count > 0)
            parameters.Add("group_by", "unknown_parameter", "A list has no groups; filter by people.KEY=VALUE for those of one group.");
        var page = Paging.Read(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();

        var asked = await metrics.Open(context.Project(), question.Events, ct);
        var people = asked.Evaluator.People(question.Question, set);
        var (rows, next, total) = page.Take(people.Select(person => (Person: person, Name: asked.Store.NameOf(person) ?? "")), row => row.Name);
        var decidingDay = question.Question.AsOf.Resolve(question.Question.Window, asked.Today) ?? Day.Min(question.Question.Window.Until - 1, asked.Today);
        var items = rows.Select(row => new PersonItem(
            row.Name,
            asked.Snapshot.TagsOf(row.Person, decidingDay).Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
            [.. asked.Snapshot.HistoryOf(row.Person).Access.Select(access => new AccessDays(access.From.ToString(), access.Until == Day.Latest ? null : access.Until.ToString()))]));
        return new JsonBytes(200, JsonSerializer.SerializeToUtf8Bytes(new PeoplePage([.. items], next, total), MetricsJson.Default.PeoplePage));
    }

    private static PeopleSet Set(Parameters parameters)
    {
        var text = parameters.Text("set");
        if (text is null)
            parameters.Add("set", "required", $"'set' is needed: one of {string.Join(", ", PeopleSets.Names)}.");
        else if (!PeopleSets.TryParse(text, out var set))
            parameters.Add("set", "invalid_set", $"'{Fields.Shown(text)}' is not one of {string.Join(", ", PeopleSets.Names)}.");
        else
            return set;
        return default;
    }
}

/// <param name="Tags">As of the deciding day; with <c>as_of=event</c>, as of the window's last day.</param>
/// <param name="Access">All access as local days, merged; <c>to</c> is the first day without, null while open. Empty for people who never had any.</param>
public sealed record PersonItem(string EndUser, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<AccessDays> Access);

public sealed record AccessDays(string From, string? To);

public sealed record PeoplePage(IReadOnlyList<PersonItem> Items, string? NextCursor, int Total);

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
[JsonSerializable(typeof(CatalogueDocument))]
internal sealed partial class MetricsJson : JsonSerializerContext;
