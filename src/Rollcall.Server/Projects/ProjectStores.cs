using System.Collections.Concurrent;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Projects;

/// <summary>
/// The open stores, one per project: opened on first use, closed when nobody asked for a long time and when the server stops, after the last request.
/// Opening is done once however many requests wait for it; one that failed is tried again by the next request. Thread-safe.
/// </summary>
public sealed class ProjectStores(DataFolder folder, RollcallOptions instance, TimeProvider clock, ILoggerFactory loggers) : IAsyncDisposable
{
    private const long LeastEngineMemory = 64 << 20;
    private const long MostEngineMemory = 512 << 20;

    /// <summary>
    /// How long nobody asked for a project before its memory is given back. Longer than the hour that a few interactions may wait in the journal, so that a
    /// quiet project has moved them to their months by then; and long enough that an answer that is streamed to a slow reader has ended.
    /// </summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(90);

    private readonly ConcurrentDictionary<string, Lazy<Task<ProjectStore>>> _stores = new(StringComparer.Ordinal);
    // What a project is since it was changed: a request that began before may still come with the old state.
    private readonly ConcurrentDictionary<string, ProjectInfo> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _closing = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();   // between asking for a store and finding that nobody does
    private volatile bool _closed;

    public async ValueTask<ProjectStore> Get(ProjectInfo project, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        // On a thread of its own: loading a large project must not run on the thread of whichever request came first.
        Lazy<Task<ProjectStore>> opening;
        lock (_gate)
        {
            opening = _stores.GetOrAdd(project.Id, _ => new Lazy<Task<ProjectStore>>(() => Task.Run(() => OpenOnceClosed(project))));
            _asked[project.Id] = clock.GetUtcNow();
        }

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
    /// Begins to open the project that was written to last: it will be asked for, and a large one takes seconds. Where that fails, whoever asks tries again and is told.
    /// </summary>
    public void OpenLastWritten(IEnumerable<ProjectInfo> projects)
    {
        var last = projects.MaxBy(project => ProjectStore.WrittenAt(PathOf(project)));
        if (last is not null && ProjectStore.WrittenAt(PathOf(last)) is not null)
            _ = Opened(Get(last).AsTask());
    }

    /// <summary>
    /// Has a project count by another calendar, as if it had always had it. Its index is made beside the one that answers, then the change is saved, then one takes
    /// the place of the other. Where that cannot be made, or be saved, all stays as it was; once it is saved there is no way back.
    /// </summary>
    /// <param name="before">The project as it is.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="save">Makes the change last.</param>
    /// <param name="ct">Cancels before anything is saved.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be read.</exception>
    public async Task Recount(ProjectInfo before, ProjectInfo after, Func<Task> save, CancellationToken ct)
    {
        using var prepared = await (await Get(before, ct)).Prepare(after.Calendar, ct);
        await save();
        _changed[after.Id] = after;
        await prepared.Take();
    }

    /// <summary>Tells the store of a changed project, if it is open or being opened, how long what is kept now.</summary>
    public void Retain(ProjectInfo project)
    {
        _changed[project.Id] = project;
        if (_stores.TryGetValue(project.Id, out var open) && open.IsValueCreated)
            _ = open.Value.ContinueWith(opened => opened.Result.Retention = project.Retention, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    /// <summary>Months that lost interactions, of the projects that are open, by the project's id.</summary>
    public IEnumerable<(string Project, IncompleteMonth Month)> IncompleteMonths() => _stores
        .Where(entry => entry.Value.IsValueCreated && entry.Value.Value.IsCompletedSuccessfully)
        .SelectMany(entry => entry.Value.Value.Result.IncompleteMonths.Select(month => (entry.Key, month)));

    /// <summary>
    /// Closes the stores for which nobody asked for <see cref="IdleAfter"/>; what was sent is written first. Who asks for one from now on waits until it is
    /// closed, and opens it again. Returns how many were closed.
    /// </summary>
    public async Task<int> CloseIdle()
    {
        List<Task> closing = [];
        lock (_gate)
        {
            var before = clock.GetUtcNow() - IdleAfter;
            foreach (var entry in _stores.Where(entry => entry.Value.IsValueCreated && _asked[entry.Key] <= before).ToList())
            {
                if (!_stores.TryRemove(entry))
                    continue;
                _closing[entry.Key] = Task.Run(() => Close(entry.Value.Value));
                closing.Add(_closing[entry.Key]);
            }
        }

        await Task.WhenAll(closing);
        return closing.Count;
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        foreach (var opening in _stores.Values.Where(opening => opening.IsValueCreated).ToList())
            await Close(opening.Value);
        await Task.WhenAll(_closing.Values);
        _stores.Clear();
    }

    // Never two stores on one file.
    private async Task<ProjectStore> OpenOnceClosed(ProjectInfo project)
    {
        if (_closing.TryRemove(project.Id, out var closing))
            await closing.ContinueWith(_ => { }, TaskScheduler.Default);
        return Open(project);
    }

    private ProjectStore Open(ProjectInfo asked)
    {
        var project = _changed.GetValueOrDefault(asked.Id, asked);
        var options = new ProjectStoreOptions
        {
            Retention = project.Retention,
            TemporaryFolder = Path.Combine(folder.Temporary, project.Id),
            // Two questions may be at work at once, beside them the index and what is being written. An engine that may have more fills it with pages of its files, which the system keeps too.
            EngineMemoryBytes = Math.Clamp(instance.MemoryBytes / 4, LeastEngineMemory, MostEngineMemory),
        };
        return ProjectStore.Open(PathOf(project), project.Calendar, clock, options, loggers.CreateLogger<ProjectStore>());
    }

    private string PathOf(ProjectInfo project) => Path.Combine(folder.Projects, project.Id);

    private static async Task Close(Task<ProjectStore> opening)
    {
        if (await Opened(opening) is { } store)
            await store.DisposeAsync();
    }

    private static async Task<ProjectStore?> Opened(Task<ProjectStore> opening)
    {
        await opening.ContinueWith(_ => { }, TaskScheduler.Default);
        return opening.IsCompletedSuccessfully ? await opening : null;
    }
}
