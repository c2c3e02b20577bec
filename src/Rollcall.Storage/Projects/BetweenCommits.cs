namespace Rollcall.Storage.Projects;

/// <summary>What others have the writer's thread do between two commits. Thread-safe.</summary>
internal sealed class BetweenCommits
{
    private readonly Lock _gate = new();
    private readonly Queue<Errand> _waiting = new();
    private bool _isClosed;

    /// <summary>Ends once the thread has done it.</summary>
    public Task<T> Add<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isClosed)
                return Task.FromException<T>(Closed());
            _waiting.Enqueue(new(() => done.SetResult(work()), done.SetException));
        }

        return done.Task;
    }

    /// <summary>Does what waits. False when something of it failed: then the connection is to be made anew.</summary>
    public bool Run()
    {
        var isWell = true;
        while (TryTake(out var errand))
        {
            try
            {
                errand.Do();
            }
            catch (Exception exception)
            {
                isWell = false;
                errand.Fail(exception);
            }
        }

        return isWell;
    }

    /// <summary>Takes nothing more, and refuses what waits.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        while (TryTake(out var errand))
            errand.Fail(Closed());
    }

    private bool TryTake(out Errand errand)
    {
        lock (_gate)
            return _waiting.TryDequeue(out errand);
    }

    private static ObjectDisposedException Closed() => new(typeof(ProjectStore).FullName);

    private readonly record struct Errand(Action Do, Action<Exception> Fail);
}
