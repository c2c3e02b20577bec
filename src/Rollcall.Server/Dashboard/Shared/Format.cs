using System.Globalization;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Dashboard.Shared;

/// <summary>How numbers and dates are written, on every page, in one language. A missing value is a dash.</summary>
internal static class Format
{
    /// <summary>Under this base a change in per cent says more than is known; the absolute change is shown.</summary>
    public const long SmallestBase = 20;

    public const string Missing = "–";

    private const string Minus = "−";
    private const string NarrowSpace = "\u202f";
    private const string NoBreakSpace = "\u00a0";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary><c>1,821</c>; from 10,000 <c>159.9k</c>; from a million <c>1.2M</c>.</summary>
    public static string Count(long value) => Math.Abs((double)value) switch
    {
        < 10_000 => Full(value),
        < 999_950 => Signless(value / 1e3, "k"),
        < 999_950_000 => Signless(value / 1e6, "M"),
        _ => Signless(value / 1e9, "G"),
    };

    /// <summary><c>159,912</c>: titles and tables.</summary>
    public static string Full(long value) => value.ToString("#,##0", Invariant).Replace("-", Minus, StringComparison.Ordinal);

    /// <summary>A share in [0, 1] as <c>70.5 %</c>.</summary>
    public static string Rate(double? share) => share is { } s ? RateNumber(s) + NarrowSpace + "%" : Missing;

    /// <summary>A share in [0, 1] as <c>70.5</c>, for where the unit stands apart.</summary>
    public static string RateNumber(double share) => Signless(share * 100, "");

    /// <summary>The change of a share as <c>+8.8 pp</c>, of the unrounded values.</summary>
    public static string Points(double now, double before) => Signed((now - before) * 100, "0.0", NoBreakSpace + "pp");

    /// <summary>The size of a change of a share, for where a word says the direction: <c>8.8 pp</c>.</summary>
    public static string PointsSize(double now, double before) => Signless(Math.Abs(now - before) * 100, NoBreakSpace + "pp");

    /// <summary>The change of a count: <c>+37.6 %</c>, at most <c>&gt;999 %</c>; on a base under 20 the absolute change.</summary>
    public static string Change(long now, long before)
    {
        if (before < SmallestBase)
            return Signed(now - before, "#,##0", "");
        var change = (double)(now - before) / before * 100;
        return Math.Round(change, 1) > 999 ? $">999{NarrowSpace}%" : Signed(change, "0.0", NarrowSpace + "%");
    }

    /// <summary><c>18 Nov 2026</c>.</summary>
    public static string Date(Day day) => day.Date.ToString("d MMM yyyy", Invariant);

    /// <summary><c>Nov 18</c>: axes.</summary>
    public static string ShortDate(Day day) => day.Date.ToString("MMM d", Invariant);

    /// <summary><c>Nov 2026</c>.</summary>
    public static string Month(Day day) => day.Date.ToString("MMM yyyy", Invariant);

    /// <summary><c>2026-11-18</c>: tables and files.</summary>
    public static string Iso(Day day) => day.ToString();

    /// <summary>The first and the last day: <c>25 May – 18 Nov 2026</c>, <c>24 Nov 2025 – 24 May 2026</c>, <c>12 – 18 Nov 2026</c>.</summary>
    public static string Dates(Period period)
    {
        if (period.Days == 0)
            return Missing;
        var (first, last) = (period.From.Date, (period.Until - 1).Date);
        if (first == last)
            return Date(period.From);
        var start = first.Year != last.Year ? "d MMM yyyy" : first.Month != last.Month ? "d MMM" : "%d";
        return $"{first.ToString(start, Invariant)} – {Date(period.Until - 1)}";
    }

    /// <summary>The days of a bucket over or beside an axis: <c>Sep 14 – Sep 20</c>, one day <c>Sep 14</c>.</summary>
    public static string ShortDates(Period period) =>
        period.Days <= 1 ? ShortDate(period.From) : $"{ShortDate(period.From)} – {ShortDate(period.Until - 1)}";

    /// <summary><c>14:05</c>.</summary>
    public static string Clock(DateTimeOffset local) => local.ToString("HH:mm", Invariant);

    /// <summary>How long ago, in the largest unit that is not 0: <c>just now</c>, <c>2 min ago</c>, <c>3 h ago</c>, <c>5 days ago</c>.</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min ago",
        { TotalDays: < 1 } => $"{(int)age.TotalHours} h ago",
        { TotalDays: < 2 } => "1 day ago",
        _ => $"{Full((long)age.TotalDays)} days ago",
    };

    /// <summary><c>1 person</c>, <c>2 people</c>.</summary>
    public static string People(long count) => count == 1 ? "1 person" : $"{Full(count)} people";

    /// <summary>A tag key as a heading: <c>job_level</c> is <c>Job level</c>.</summary>
    public static string Label(string key)
    {
        var words = key.Replace('_', ' ').Replace('-', ' ').Trim();
        return words is "" ? key : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Signless(double value, string unit)
    {
        var text = value.ToString("0.0", Invariant);
        return (text is "-0.0" ? "0.0" : text.Replace("-", Minus, StringComparison.Ordinal)) + unit;
    }

    // The sign is that of the rounded number: a change that rounds to nothing has none.
    private static string Signed(double value, string format, string unit)
    {
        var size = Math.Abs(value).ToString(format, Invariant);
        var zero = size.All(c => c is '0' or '.');
        return (zero ? "" : value > 0 ? "+" : Minus) + size + unit;
    }
}
