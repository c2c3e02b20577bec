using System.Collections.Concurrent;

namespace Rollcall.Server.Projects;

/// <summary>Every project of the instance, in memory. This process alone writes the registry, so what it wrote is what there is. Thread-safe.</summary>
public sealed class ProjectDirectory
{
    private readonly ConcurrentDictionary<string, ProjectInfo> _projects = new(StringComparer.Ordinal);

    public IEnumerable<ProjectInfo> All => _projects.Values.OrderBy(p => p.Name, StringComparer.Ordinal);

    public ProjectInfo? Find(string id) => _projects.GetValueOrDefault(id);

    internal void Put(ProjectInfo project) => _projects[project.Id] = project;
}
