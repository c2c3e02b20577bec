namespace Rollcall.Storage.Months;

/// <summary>Those who wait until everything up to a row has been moved. Thread-safe.</summary>
internal sealed class MoveRequests
{
    private readonly Lock _gate = new();
    private readonly List<(long Seq, TaskCompletionSource Done)> _waiting = [];

    /// <summary>The newest row waited for; 0 while nobody waits.</summary>
    public long Newest
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0 ? 0 : _waiting.Max(request => request.Seq);
        }
    }

    public Task Add(long seq)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _waiting.Add((seq, done));
        return done.Task;
    }

    public void Complete(long movedThrough) => Take(seq => seq <= movedThrough, done => done.TrySetResult());

    public void Fail(Exception exception) => Take(_ => true, done => done.TrySetException(exception));

    private void Take(Func<long, bool> which, Action<TaskCompletionSource> answer)
    {
        lock (_gate)
        {
            foreach (var (seq, done) in _waiting)
            {
                if (which(seq))
                    answer(done);
            }

            _waiting.RemoveAll(request => which(request.Seq));
        }
    }
}
