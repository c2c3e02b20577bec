using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>
/// An index with another calendar, ready beside the one that answers, which it follows. Disposed without having been taken it is forgotten, and all stays as
/// it was.
/// </summary>
public sealed class PreparedCalendar : IDisposable
{
    private readonly ProjectWriter _writer;
    private readonly ProjectCalendar _calendar;
    private readonly IndexRebuild? _rebuild;
    private Action? _release;

    internal PreparedCalendar(ProjectWriter writer, ProjectCalendar calendar, IndexRebuild? rebuild, Action release) =>
        (_writer, _calendar, _rebuild, _release) = (writer, calendar, rebuild, release);

    /// <summary>Swaps it in: whatever is asked once this has ended counts by it, and nothing that was acknowledged is missing.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public Task Take() => _writer.Take(_calendar, _rebuild);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _release, null) is not { } release)
            return;
        if (_rebuild is not null)
            _writer.EndRebuild(_rebuild);
        release();
    }
}
