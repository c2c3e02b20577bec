using System.Globalization;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Months;

/// <summary>A calendar month in UTC, by the start of its interactions: what one file holds.</summary>
/// <param name="Number">As 202603. On disk, never renumber.</param>
public readonly record struct Month(int Number)
{
    /// <summary>The first moment, UTC microseconds.</summary>
    public long Start => StartOf(Number / 100, Number % 100);

    /// <summary>The first moment after it, UTC microseconds.</summary>
    public long End => Number % 100 == 12 ? StartOf((Number / 100) + 1, 1) : StartOf(Number / 100, (Number % 100) + 1);

    public static Month Of(long microseconds)
    {
        var instant = Timestamp.FromMicroseconds(microseconds);
        return new((instant.Year * 100) + instant.Month);
    }

    /// <summary>As <c>2026-03</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number / 100:0000}-{Number % 100:00}");

    private static long StartOf(int year, int month) => Timestamp.ToMicroseconds(new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero));
}
