namespace Rollcall.Storage.Usage;

/// <summary>
/// The spans of a scope, cut into stretches of equal length, so that the engine finds the span of an instant by a number: looking for the last beginning before it would have
/// it sort every interaction. One span, which alone may be without bounds, needs no looking.
/// </summary>
/// <param name="bounds">As in <see cref="UsageScope.Bounds"/>.</param>
internal sealed class SpanStretches(IReadOnlyList<long> bounds)
{
    // Most stretches then lie within one span.
    private const int StretchesPerSpan = 4;

    private readonly long _length = bounds.Count == 2 ? 0 : Math.Max(1, (bounds[^1] - bounds[0]) / ((long)StretchesPerSpan * (bounds.Count - 1)));

    /// <summary>The number of an interaction's span, in the engine's words; to be used with <see cref="Join"/>.</summary>
    public string Span => bounds.Count == 2 ? "0" : "s.span";

    /// <summary>What interactions <c>i</c> within the scope are joined with to have their span.</summary>
    public string Join => bounds.Count == 2 ? "" : $"JOIN span s ON (i.time_start - {bounds[0]}) // {_length} = s.stretch AND i.time_start >= s.begins AND i.time_start < s.ends";

    /// <summary>Each span, where there are several, once for every stretch that it has a part of; from <c>Begins</c> to before <c>Ends</c>, UTC microseconds.</summary>
    public IEnumerable<(long Stretch, long Begins, long Ends, int Span)> Spans()
    {
        for (var span = 0; bounds.Count > 2 && span < bounds.Count - 1; span++)
        {
            var (begins, ends) = (bounds[span], bounds[span + 1]);
            for (var stretch = (begins - bounds[0]) / _length; begins < ends && stretch <= (ends - 1 - bounds[0]) / _length; stretch++)
                yield return (stretch, begins, ends, span);
        }
    }
}
