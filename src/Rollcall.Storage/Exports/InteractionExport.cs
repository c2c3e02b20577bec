using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Exports;

/// <summary>
/// All interactions of a span of time, a stretch after the other: the newest month first, and within it the last received first. Files are laid out as
/// interactions were received, so a stretch costs no more than its own rows, in whatever order these start. Each is read as of its own moment, and nothing is held
/// between two of them, however slow the reader is. What was stored when the first was asked for is in it exactly once, as it is when its stretch is read,
/// unless it is erased before; what is received later is not in it. For one thread at a time.
/// </summary>
/// <param name="from">UTC microseconds, inclusive; null: from the first.</param>
/// <param name="until">UTC microseconds, exclusive; null: to the last.</param>
public sealed class InteractionExport(long? from, long? until)
{
    // The newest on top.
    private Stack<ExportSpan>? _left;

    // Row numbers of a span at most, where texts were too long for the memory of the engine: it reads those of many rows to tell their lengths.
    private long _most = long.MaxValue / 4;

    /// <summary>Rows of a stretch, at most.</summary>
    internal int Rows { get; init; } = 4_096;

    /// <summary>Bytes of text that are read at once, unless one row alone has more.</summary>
    internal long Bytes { get; init; } = 8 << 20;

    /// <summary>How often the store was asked.</summary>
    internal int Questions { get; private set; }

    /// <summary>The next interactions, some thousands or some megabytes; null after the last ones. After a failure it may be called again, and goes on where it was.</summary>
    /// <exception cref="StoreUnavailableException">A month cannot be read now, or too many questions are at work.</exception>
    public IReadOnlyList<StoredInteraction>? Next(ProjectStore store)
    {
        _left ??= new(Ask(store, search => ExportReads.Months(search, from, until)));
        while (_left.TryPeek(out var span))
        {
            if (!span.IsWholeMonth && span.RowNumbers > _most)
            {
                _left.Pop();
                var (older, newest) = span.Split(_most);
                _left.Push(older);
                _left.Push(newest);
                continue;
            }

            try
            {
                var (rows, left) = Ask(store, search => Take(new(search, span, from, until), span));
                _left.Pop();
                foreach (var piece in left)
                    _left.Push(piece);
                // Where all of it was short enough to be read at once, more may be.
                if (left.Count == 0 && !span.IsWholeMonth)
                    _most = Math.Min(_most * 2, long.MaxValue / 4);
                if (rows.Count > 0)
                    return rows;
            }
            catch (StoreUnavailableException full) when (full.IsOutOfMemory && span.RowNumbers > 1)
            {
                _most = Math.Max(1, Math.Min(span.RowNumbers, Rows) / 16);
            }
        }

        return null;
    }

    private T Ask<T>(ProjectStore store, Func<InteractionSearch, T> question)
    {
        Questions++;
        return store.Search(question);
    }

    private (IReadOnlyList<StoredInteraction> Rows, IReadOnlyList<ExportSpan> Left) Take(ExportReads reads, ExportSpan span)
    {
        if (span.IsWholeMonth)
            return ([], span.Divide([.. reads.Counts(Rows)], Rows));
        List<ExportSpan> parts = span.Divide(reads.Sizes(), Bytes);
        return (reads.Rows(parts[^1].Run), parts[..^1]);
    }
}
