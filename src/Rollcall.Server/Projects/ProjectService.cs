using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A project with its first key, whose text is shown once.</summary>
public sealed record NewProject(ProjectInfo Project, NewKey Key);

/// <summary>Makes and changes projects.</summary>
public sealed class ProjectService(
    IDbContextFactory<RegistryContext> registries, ProjectDirectory projects, ProjectStores stores, KeyService keyService, KeyRing keys, TimeProvider clock, IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _changing = new(StringComparer.Ordinal);

    /// <summary>The projects that an account is a member of, with its role.</summary>
    public async Task<IReadOnlyList<(ProjectInfo Project, MemberRole Role)>> List(Guid accountId, CancellationToken ct = default)
    {
        await using var registry = await registries.CreateDbContextAsync(ct);
        var roles = await registry.Memberships.AsNoTracking().Where(m => m.AccountId == accountId).ToListAsync(ct);
        return [.. roles
            .Select(m => (Project: projects.Find(m.ProjectId), m.Role))
            .Where(m => m.Project is not null)
            .Select(m => (m.Project!, m.Role))
            .OrderBy(m => m.Item1.Name, StringComparer.Ordinal)];
    }

    /// <summary>Makes a project with a secret key named <c>default_key</c>; null and every fault when it cannot be.</summary>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="timeZone">IANA name.</param>
    /// <param name="weekStart"><c>monday</c>, <c>sunday</c> or <c>saturday</c>.</param>
    /// <param name="owner">The account that becomes its owner; null: none yet.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="keyText">The key's text where the operator chose it; null: a random one.</param>
    /// <param name="ownersOf">A project whose owners become owners of this one too; null: none.</param>
    /// <param name="ct">Cancels before anything is stored.</param>
    public async Task<(NewProject? Made, IReadOnlyList<ProblemError> Faults)> Create(
        string name, string timeZone, string weekStart, Guid? owner, Actor by, string? keyText = null, string? ownersOf = null, CancellationToken ct = default)
    {
        var faults = Faults(name, timeZone, weekStart, out var start);
        if (faults is not [])
            return (null, faults);

        var project = new Project
        {
            Id = ProjectRules.NewId(),
            Name = name.Trim(),
            TimeZone = ProjectRules.FindZone(timeZone.Trim())!.Id,
            WeekStart = start,
            CreatedAt = clock.GetUtcNow(),
        };
        var key = keyService.New(project.Id, KeyService.DefaultName, KeyKind.Secret, keyText ?? KeyText.New(KeyKind.Secret));

        await using var registry = await registries.CreateDbContextAsync(ct);
        registry.Projects.Add(project);
        registry.Keys.Add(key.Key);
        var owners = await registry.Memberships.Where(m => m.ProjectId == ownersOf && m.Role == MemberRole.Owner).Select(m => m.AccountId).ToListAsync(ct);
        foreach (var account in owner is { } one ? owners.Append(one).Distinct() : owners)
            registry.Memberships.Add(new Membership { AccountId = account, ProjectId = project.Id, Role = MemberRole.Owner });
        registry.Audit.Add(by.Did(AuditAction.ProjectCreated, clock, project.Id, project.Name));
        registry.Audit.Add(by.Did(AuditAction.KeyCreated, clock, project.Id, KeyService.Described(key.Key)));
        await registry.SaveChangesAsync(ct);

        var info = project.ToInfo();
        projects.Put(info);
        keys.Put(key.Key);
        return (new NewProject(info, key), []);
    }

    /// <summary>
    /// Changes what is named and leaves the rest; every fault, and nothing changed, when it cannot be. The next request sees it. With another zone this takes as
    /// long as making the index does, whether or not the caller still waits; until then all is counted as before.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The index cannot be made; nothing has changed.</exception>
    public async Task<IReadOnlyList<ProblemError>> Change(string projectId, ProjectChange change, Actor by, CancellationToken ct = default)
    {
        // One after another: a change begins with what the one before it left, in the registry and in memory.
        var changing = _changing.GetOrAdd(projectId, _ => new(1));
        await changing.WaitAsync(ct);
        try
        {
            await using var registry = await registries.CreateDbContextAsync(ct);
            var project = await registry.Projects.SingleAsync(p => p.Id == projectId, ct);
            var faults = Faults(project.ToInfo(), change);
            if (faults is not [])
                return faults;

            var start = change.WeekStart is { } text && ProjectRules.TryParseWeekStart(text, out var wanted) ? wanted : project.WeekStart;
            var zone = change.TimeZone is { } name ? ProjectRules.FindZone(name.Trim())!.Id : project.TimeZone;
            var isOtherCalendar = project.WeekStart != start || project.TimeZone != zone;
            var before = project.ToInfo();
            var retention = change.Retention(before.Retention);
            (project.TimeZone, project.TextDays, project.InteractionMonths) = (zone, retention.TextDays, retention.InteractionMonths);
            project.AllowedOrigins = change.AllowedOrigins is { } origins ? Origins.Distinct(origins) : project.AllowedOrigins;
            project.FeatureFlags = change.FeatureFlags ?? project.FeatureFlags;
            (project.Name, project.WeekStart, project.Counting) = ((change.Name ?? project.Name).Trim(), start, change.Counting(project.Counting));
            registry.Audit.Add(by.Did(AuditAction.ProjectChanged, clock, projectId, $"{project.Name}, weeks from {start.ToString().ToLowerInvariant()}, {CountingLimits.Described(project.Counting)}{(before.Calendar.Zone.Id == zone ? "" : $", days of {zone}")}{RetentionLimits.Described(retention)}{(project.AllowedOrigins.Count > 0 ? $", scripts from {string.Join(' ', project.AllowedOrigins)}" : "")}{(project.FeatureFlags.Count > 0 ? $", {project.FeatureFlags.Count} feature flags" : "")}"));
            var info = project.ToInfo();
            if (isOtherCalendar)
                await Recount(before, info, () => Save(CancellationToken.None));
            else
                await Save(ct);
            if (before.Retention != retention)
                stores.Retain(info);
            return [];

            async Task Save(CancellationToken until)
            {
                await registry.SaveChangesAsync(until);
                projects.Put(info);
            }
        }
        finally
        {
            changing.Release();
        }
    }

    public void Dispose()
    {
        foreach (var changing in _changing.Values)
            changing.Dispose();
    }

    /// <summary>Everything that is wrong with a change.</summary>
    internal static IReadOnlyList<ProblemError> Faults(ProjectInfo project, ProjectChange change) =>
    [
        .. Faults(change.Name ?? project.Name, change.TimeZone ?? project.Calendar.Zone.Id, change.WeekStart ?? project.Calendar.WeekStart.ToString().ToLowerInvariant(), out _),
        .. CountingLimits.Faults(change.Counting(project.Counting)),
        .. RetentionLimits.Faults(change.Retention(project.Retention)),
        .. Origins.Faults(change.AllowedOrigins ?? project.AllowedOrigins),
    ];

    private async Task Recount(ProjectInfo before, ProjectInfo after, Func<Task> save)
    {
        try
        {
            await stores.Recount(before, after, save, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException cancelled) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The server is being stopped; the calendar stays as it was.", cancelled);
        }
    }

    internal static List<ProblemError> Faults(string name, string timeZone, string weekStart, out WeekStart start)
    {
        var faults = new List<ProblemError>();
        if (ProjectRules.NameFault(name.Trim()) is { } fault)
            faults.Add(new ProblemError("name", "invalid_name", fault));
        if (ProjectRules.FindZone(timeZone.Trim()) is null)
            faults.Add(new ProblemError("time_zone", "unknown_time_zone", $"'{timeZone}' is not an IANA time zone such as Europe/Berlin."));
        if (!ProjectRules.TryParseWeekStart(weekStart, out start))
            faults.Add(new ProblemError("week_start", "unknown_week_start", $"'{weekStart}' is not one of monday, sunday, saturday."));
        return faults;
    }
}
