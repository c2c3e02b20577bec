using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A project as requests need it. Immutable: a changed project is another value, so a request sees one state throughout.</summary>
public sealed record ProjectInfo(string Id, string Name, ProjectCalendar Calendar, CountingRules Counting)
{
    /// <summary>Origins of web pages whose scripts may send interactions, in the form of <see cref="Origins"/>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Choices between variants of the agent, by name.</summary>
    public IReadOnlyList<FeatureFlag> FeatureFlags { get; init; } = [];

    /// <summary>How long what is kept.</summary>
    public Retention Retention { get; init; } = Retention.ForEver;
}
