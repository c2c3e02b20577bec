namespace Rollcall.Storage.Projects;

/// <summary>A command waiting for the writer. Whoever sent it is answered once, after the commit.</summary>
internal abstract class PendingWrite(int rows, long bytes, CancellationToken cancellation)
{
    public int Rows { get; } = rows;

    public long Bytes { get; } = bytes;

    /// <summary>Whether the sender has gone away. Looked at when the command's turn comes; later it is too late.</summary>
    public bool IsCancelled => cancellation.IsCancellationRequested;

    /// <summary>Decides, then writes. Everything that may be refused is found out before the first statement that writes.</summary>
    public abstract void Execute(Batch batch);

    /// <summary>The batch is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);

    public abstract void Cancel();
}

/// <inheritdoc/>
internal abstract class PendingWrite<T>(int rows, long bytes, Idempotency<T>? idempotency, CancellationToken cancellation)
    : PendingWrite(rows, bytes, cancellation)
    where T : class
{
    private readonly CancellationToken _cancellation = cancellation;
    private readonly TaskCompletionSource<WriteResult<T>> _sender = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteResult<T>? _result;

    public Task<WriteResult<T>> Task => _sender.Task;

    public override void Execute(Batch batch)
    {
        if (idempotency is null)
        {
            _result = Decide(batch);
        }
        else if (batch.Idempotency.Find(idempotency.Key) is { } found)
        {
            _result = found.BodyHash.Span.SequenceEqual(idempotency.BodyHash.Span)
                ? new() { Replay = found.Answer }
                : new() { Refusal = new StoreRefusal.KeyReused(idempotency.Key) };
            return;
        }
        else
        {
            _result = Decide(batch);
        }

        if (_result.Done is not { } done)
            return;
        var answer = idempotency?.Answer(done);
        batch.BeginWriting();
        Write(batch);
        if (answer is null)
            return;
        batch.Idempotency.Add(idempotency!.Key, idempotency.BodyHash.Span, answer, batch.Now);
        batch.KeysAdded++;
    }

    public override void Complete() => _sender.TrySetResult(_result!);

    public override void Fail(Exception exception) => _sender.TrySetException(exception);

    public override void Cancel() => _sender.TrySetCanceled(_cancellation);

    /// <summary>Finds out what would be done. Must not write, nor stage anything.</summary>
    protected abstract WriteResult<T> Decide(Batch batch);

    /// <summary>Does what was decided.</summary>
    protected abstract void Write(Batch batch);
}
