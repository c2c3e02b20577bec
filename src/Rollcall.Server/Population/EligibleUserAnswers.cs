using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Population;

/// <summary>What an upsert did.</summary>
public sealed record UpsertAnswer(int Inserted, int Updated, int Unchanged)
{
    internal static UpsertAnswer Of(PeopleOutcome outcome)
        => new(outcome.Count(PersonStatus.Inserted), outcome.Count(PersonStatus.Updated), outcome.Count(PersonStatus.Unchanged));

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PopulationJson.Default.UpsertAnswer);
}

/// <param name="Deleted">People taken off the list.</param>
/// <param name="Unknown">Ids that nobody on the list has.</param>
public sealed record DeleteAnswer(int Deleted, int Unknown)
{
    internal static DeleteAnswer Of(PeopleOutcome outcome) => new(outcome.Count(PersonStatus.Deleted), outcome.Count(PersonStatus.Unknown));

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PopulationJson.Default.DeleteAnswer);
}

/// <summary>A person on the list, with the latest interval as sent; <c>active_to</c> is absent while access is open.</summary>
public sealed record EligibleUserItem(
    string EndUser,
    string? ActiveFrom,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ActiveTo,
    IReadOnlyDictionary<string, string> Tags)
{
    internal static EligibleUserItem Of(ListedPerson person) => new(person.EndUser, person.Access?.From.Text, person.Access?.To?.Text, person.Tags);
}

public sealed record EligibleUserPage(IReadOnlyList<EligibleUserItem> Items, string? NextCursor, int Total)
{
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PopulationJson.Default.EligibleUserPage);
}

/// <summary>One person with intervals, tag versions and the log of changes.</summary>
public sealed record PersonDocument(
    string EndUser, bool Listed, IReadOnlyList<PersonAccessDocument> Access, IReadOnlyList<PersonTagsDocument> Tags, IReadOnlyList<PersonChangeDocument> Changes)
{
    internal static PersonDocument Of(PersonDetail person) => new(
        person.EndUser,
        person.IsListed,
        [.. person.Access.Select(a => new PersonAccessDocument(a.Interval.From.Text, a.Interval.To?.Text, a.Source, Timestamp.FromMicroseconds(a.RecordedAt)))],
        [.. person.Tags.Select(t => new PersonTagsDocument(t.From == Day.Earliest ? null : t.From.ToString(), t.Tags, t.Source, Timestamp.FromMicroseconds(t.RecordedAt)))],
        [.. person.Changes.Select(c => new PersonChangeDocument(Timestamp.FromMicroseconds(c.RecordedAt), c.Source, c.Kind, JsonSerializer.Deserialize(c.Detail, PopulationJson.Default.JsonElement)))]);

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PopulationJson.Default.PersonDocument);
}

/// <param name="From">As sent: a date or an instant.</param>
/// <param name="To">Exclusive; null while open.</param>
public sealed record PersonAccessDocument(string From, string? To, string Source, DateTimeOffset RecordedAt);

/// <param name="From">The first day on which they hold; null: since ever.</param>
public sealed record PersonTagsDocument(string? From, IReadOnlyDictionary<string, string> Tags, string Source, DateTimeOffset RecordedAt);

public sealed record PersonChangeDocument(DateTimeOffset RecordedAt, string Source, string Kind, JsonElement Detail);

/// <summary>The body of <c>PUT /api/v1/eligible-users</c>, described for the API document; read by <see cref="PersonReader"/>.</summary>
public sealed record EligibleUsersBody(IReadOnlyList<EligibleUserBody> Users);

/// <param name="Access">All intervals; or else <paramref name="ActiveFrom"/> and <paramref name="ActiveTo"/> for the latest one.</param>
/// <param name="ActiveFrom">A date (<c>2026-05-04</c>, local midnight of the project) or an instant with a zone.</param>
/// <param name="ActiveTo">Exclusive; null opens the interval.</param>
/// <param name="Tags">All tags; an empty or null value means that the tag is absent.</param>
/// <param name="TagsFrom">The day from which the tags hold; default today.</param>
public sealed record EligibleUserBody(
    string EndUser, IReadOnlyList<AccessBody>? Access, string? ActiveFrom, string? ActiveTo, Dictionary<string, string?>? Tags, string? TagsFrom);

public sealed record AccessBody(string From, string? To);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UpsertAnswer))]
[JsonSerializable(typeof(DeleteAnswer))]
[JsonSerializable(typeof(EligibleUserPage))]
[JsonSerializable(typeof(PersonDocument))]
[JsonSerializable(typeof(EligibleUsersBody))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class PopulationJson : JsonSerializerContext;
