using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Kernel;
using Rollcall.Kernel.Activity;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Testing;

/// <summary>A worked case: a small project, the day on which it is asked, and questions with their reference answers.</summary>
public sealed record Case(CaseProject Project, DateOnly Today, IReadOnlyList<CasePerson> People, IReadOnlyList<CaseInteraction> Interactions, IReadOnlyList<CaseQuery> Queries)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Case Load(string path)
    {
        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize<Case>(file, Json)!;
    }

    public ProjectCalendar Calendar() => Project.Calendar();

    /// <summary>The people and interactions as the index has them.</summary>
    public ProjectIndex Index()
    {
        var index = new ProjectIndex(Calendar());
        var change = new IndexChange { ThroughSeq = Interactions.Count };
        var numbers = Numbers();
        foreach (var person in People)
            change.People.Add(person.ToFacts(numbers[person.EndUser]));
        foreach (var interaction in Interactions)
            change.Uses.Add((numbers[interaction.EndUser], Timestamp.ToMicroseconds(interaction.TimeStart)));
        index.Apply(change);
        return index;
    }

    /// <summary>The activity that an interaction filter leaves.</summary>
    public ActivityIndex Activity(IReadOnlyDictionary<string, string[]> filter)
    {
        var (numbers, calendar) = (Numbers(), Calendar());
        return ActivityIndex.Of(Interactions.Where(i => i.Matches(filter)).Select(i => (numbers[i.EndUser], calendar.DayOf(i.TimeStart))));
    }

    /// <summary>The number of each person in the index.</summary>
    public Dictionary<string, int> Numbers()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var who in People.Select(person => person.EndUser).Concat(Interactions.Select(i => i.EndUser)))
            numbers.TryAdd(who, numbers.Count);
        return numbers;
    }
}

public sealed record CaseProject(string TimeZone, string? WeekStart)
{
    public ProjectCalendar Calendar() => new(
        TimeZoneInfo.FindSystemTimeZoneById(TimeZone),
        Enum.Parse<DayOfWeek>(WeekStart ?? "monday", ignoreCase: true));
}

public sealed record CasePerson(string EndUser, IReadOnlyList<CaseAccess> Access, IReadOnlyList<CaseTags> Tags)
{
    public PersonFacts ToFacts(int number) => new(
        number,
        [.. Access.Select(access => new AccessInterval(Bound(access.From), access.To is null ? null : Bound(access.To)))],
        [.. Tags.Select(version => new TagVersion(version.From is null ? Day.Earliest : Day.Of(DateOnly.Parse(version.From, null)), version.Tags))]);

    private static AccessBound Bound(string text)
        => AccessBound.TryParse(text, out var bound) ? bound : throw new FormatException(text);
}

public sealed record CaseAccess(string From, string? To);

/// <param name="From">Null: since ever.</param>
public sealed record CaseTags(string? From, Dictionary<string, string> Tags);

public sealed record CaseInteraction(string EndUser, DateTimeOffset TimeStart, Dictionary<string, string>? Tags)
{
    public bool Matches(IReadOnlyDictionary<string, string[]> filter)
        => filter.All(term => term.Value.Contains(Tags?.GetValueOrDefault(term.Key) ?? "", StringComparer.Ordinal));
}

public sealed record CaseQuery(string Metric, CaseParams Params, JsonElement Answer, [property: JsonPropertyName("needs_clock")] bool NeedsClock);

/// <summary>The parameters of the metrics that the cases ask; names as on the wire.</summary>
public sealed record CaseParams
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public string? Interval { get; init; }

    public int? Days { get; init; }

    public string? Anchor { get; init; }

    public string? Kind { get; init; }

    public int? Within { get; init; }

    public DateOnly? ObservedTo { get; init; }

    public DateOnly[]? Before { get; init; }

    public DateOnly[]? After { get; init; }

    public DateOnly? Date { get; init; }

    public int? Weeks { get; init; }

    public int? HabitWeeks { get; init; }

    public decimal? PowerMean { get; init; }

    public decimal? NoviceMean { get; init; }

    public string? GroupBy { get; init; }

    public string? AsOf { get; init; }

    public string? Denominator { get; init; }

    public int? MinInteractions { get; init; }

    public Dictionary<string, string[]>? People { get; init; }

    public Dictionary<string, string[]>? PeopleNot { get; init; }

    public Dictionary<string, string[]>? Events { get; init; }
}
