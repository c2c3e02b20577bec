namespace Rollcall.Storage.Projects;

/// <summary>
/// Commands waiting for the writer, bounded by number, rows and bytes. A command that is larger than the bounds alone is taken when nothing else
/// waits.
/// </summary>
internal sealed class WriteQueue(ProjectStoreOptions options)
{
    private readonly object _gate = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private long _rows;
    private long _bytes;
    private bool _isClosed;
    private bool _isWoken;

    /// <summary>False when too much is waiting.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryAdd(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(ProjectStore));
            if (_waiting.Count > 0 && (_waiting.Count >= options.MaxWaitingCommands
                || _rows + write.Rows > options.MaxWaitingRows || _bytes + write.Bytes > options.MaxWaitingBytes))
            {
                return false;
            }

            _waiting.Enqueue(write);
            _rows += write.Rows;
            _bytes += write.Bytes;
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>
    /// Waits until there is something, and takes what one commit should hold. Nothing after the time-out; false once closed and empty.
    /// </summary>
    public bool Take(List<PendingWrite> batch, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_isClosed && !_isWoken)
                Monitor.Wait(_gate, timeout);
            _isWoken = false;
            var rows = 0;
            while (_waiting.TryPeek(out var next) && (rows == 0 || rows + next.Rows <= options.MaxRowsPerCommit))
            {
                _waiting.Dequeue();
                rows += next.Rows;
                _rows -= next.Rows;
                _bytes -= next.Bytes;
                batch.Add(next);
            }

            return batch.Count > 0 || !_isClosed;
        }
    }

    /// <summary>Ends the wait of <see cref="Take"/>, now or when it begins.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes nothing more; what waits is still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
