using System.Globalization;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Who counts as eligible in a window: with access on any day of it (<c>any_overlap</c>, the default), on every day (<c>whole_window</c>), on its last
/// day (<c>at_end</c>), or on at least n days (<c>at_least_days:n</c>). Days to come are not looked at.
/// </summary>
public readonly record struct Denominator
{
    private const string AtLeastDaysPrefix = "at_least_days:";

    public static readonly Denominator AnyOverlap;
    public static readonly Denominator WholeWindow = new(Mode.Whole, 0);
    public static readonly Denominator AtEnd = new(Mode.End, 0);

    private Denominator(Mode mode, int days) => (Kind, Days) = (mode, days);

    internal enum Mode
    {
        Any,
        Whole,
        End,
        Days,
    }

    internal Mode Kind { get; }

    internal int Days { get; }

    /// <param name="days">1 or more.</param>
    public static Denominator AtLeastDays(int days) => new(Mode.Days, days);

    /// <summary>Reads the names above; n is from 1 to 100,000.</summary>
    public static bool TryParse(string text, out Denominator denominator)
    {
        denominator = text switch
        {
            "whole_window" => WholeWindow,
            "at_end" => AtEnd,
            _ => AnyOverlap,
        };
        if (text is "any_overlap" or "whole_window" or "at_end")
            return true;
        if (!text.StartsWith(AtLeastDaysPrefix, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(AtLeastDaysPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            || days is < 1 or > 100_000)
        {
            return false;
        }

        denominator = AtLeastDays(days);
        return true;
    }

    public override string ToString() => Kind switch
    {
        Mode.Any => "any_overlap",
        Mode.Whole => "whole_window",
        Mode.End => "at_end",
        _ => string.Create(CultureInfo.InvariantCulture, $"{AtLeastDaysPrefix}{Days}"),
    };
}
