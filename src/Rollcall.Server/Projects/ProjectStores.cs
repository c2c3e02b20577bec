using System.Collections.Concurrent;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>
/// The open stores, one per project: opened on first use, closed when the server stops, after the last request. Opening is done once however many
/// requests wait for it; one that failed is tried again by the next request. Thread-safe.
/// </summary>
public sealed class ProjectStores(DataFolder folder, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ProjectStore>>> _stores = new(StringComparer.Ordinal);
    // What a project is since it was changed: a request that began before may still come with the old state.
    private readonly ConcurrentDictionary<string, ProjectInfo> _changed = new(StringComparer.Ordinal);
    private volatile bool _closed;

    public async ValueTask<ProjectStore> Get(ProjectInfo project, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        // On a thread of its own: loading a large project must not run on the thread of whichever request came first.
        var opening = _stores.GetOrAdd(project.Id, _ => new Lazy<Task<ProjectStore>>(() => Task.Run(() => Open(project))));
        try
        {
            return await opening.Value.WaitAsync(ct);
        }
        catch when (opening.Value.IsFaulted)
        {
            _stores.TryRemove(KeyValuePair.Create(project.Id, opening));
            throw;
        }
    }

    /// <summary>
    /// Closes the store of a changed project, if it is open, and opens it anew with the new calendar. Who asks for it meanwhile waits; what was sent
    /// before is written first. A request in the middle of reading may have to be sent again.
    /// </summary>
    public async Task Reopen(ProjectInfo project)
    {
        _changed[project.Id] = project;
        while (_stores.TryGetValue(project.Id, out var open))
        {
            var anew = new Lazy<Task<ProjectStore>>(() => Task.Run(async () =>
            {
                if (await Opened(open.Value) is { } store)
                    await store.DisposeAsync();
                return Open(project);
            }));
            if (!_stores.TryUpdate(project.Id, anew, open))
                continue;
            await Opened(anew.Value);   // where it fails, the next request tries again
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        foreach (var opening in _stores.Values.ToList())
        {
            if (opening.IsValueCreated && await Opened(opening.Value) is { } store)
                await store.DisposeAsync();
        }

        _stores.Clear();
    }

    private ProjectStore Open(ProjectInfo asked)
    {
        var project = _changed.GetValueOrDefault(asked.Id, asked);
        var options = new ProjectStoreOptions { TemporaryFolder = Path.Combine(folder.Temporary, project.Id) };
        return ProjectStore.Open(Path.Combine(folder.Projects, project.Id), project.Calendar, clock, options, loggers.CreateLogger<ProjectStore>());
    }

    private static async Task<ProjectStore?> Opened(Task<ProjectStore> opening)
    {
        await opening.ContinueWith(_ => { }, TaskScheduler.Default);
        return opening.IsCompletedSuccessfully ? await opening : null;
    }
}
