namespace Rollcall.Storage.Registry;

/// <summary>One product with its own people, interactions, keys and folder. Nothing is shared between projects.</summary>
public sealed class Project
{
    /// <summary>12 random characters of <c>[a-z0-9]</c>: also the name of the project's folder, so it never changes.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>IANA name of the zone that makes instants into days.</summary>
    public required string TimeZone { get; set; }

    public WeekStart WeekStart { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Origins of web pages whose scripts may send interactions, as <c>https://app.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Choices between variants of the agent, by name.</summary>
    public IReadOnlyList<FeatureFlag> FeatureFlags { get; set; } = [];

    /// <summary>As <see cref="Projects.Retention.TextDays"/>.</summary>
    public int? TextDays { get; set; }

    /// <summary>As <see cref="Projects.Retention.InteractionMonths"/>.</summary>
    public int? InteractionMonths { get; set; }

    public CountingRules Counting { get; set; } = CountingRules.Default;
}
