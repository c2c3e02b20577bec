using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>What to change of a project; what is null, or returned as it was, stays.</summary>
public sealed record ProjectChange
{
    public string? Name { get; init; }

    public string? TimeZone { get; init; }

    public string? WeekStart { get; init; }

    /// <summary>From how long what is kept to how long it is wanted.</summary>
    public Func<Retention, Retention> Retention { get; init; } = retention => retention;

    /// <summary>Origins of web pages, as somebody wrote them.</summary>
    public IReadOnlyList<string>? AllowedOrigins { get; init; }

    public IReadOnlyList<FeatureFlag>? FeatureFlags { get; init; }

    /// <summary>From the rules as they are to those wanted.</summary>
    public Func<CountingRules, CountingRules> Counting { get; init; } = rules => rules;

    /// <summary>This change, and then another of how long what is kept.</summary>
    public ProjectChange Keeping(Func<Retention, Retention> change) => this with { Retention = retention => change(Retention(retention)) };

    /// <summary>This change, and then another of the rules.</summary>
    public ProjectChange And(Func<CountingRules, CountingRules> change) => this with { Counting = rules => change(Counting(rules)) };
}
