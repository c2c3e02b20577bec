using DuckDB.NET.Data;

namespace Rollcall.Storage.Months;

/// <summary>Interrupts a statement after a time, and again until it has returned: the engine ignores the time-out of a command.</summary>
internal sealed class QueryLimit : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly DuckDBCommand _command;
    private readonly Timer _timer;
    private bool _isOver;

    public QueryLimit(DuckDBCommand command, TimeSpan limit)
    {
        _command = command;
        _timer = new(_ => Interrupt(), null, limit, Again);
    }

    /// <summary>Afterwards nothing is interrupted any more, though the timer may still be about to.</summary>
    public void Dispose()
    {
        lock (_gate)
            _isOver = true;
        _timer.Dispose();
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            if (!_isOver)
                _command.Cancel();
        }
    }
}
