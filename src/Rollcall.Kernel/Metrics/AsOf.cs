using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// Which version of a person's tags decides filters and groups: the one on the last day of the window, at most today (<c>window_end</c>, the
/// default); today's (<c>now</c>); that of a given day; or each day's own (<c>event</c>), where a person counts in every value held.
/// </summary>
public readonly record struct AsOf
{
    public static readonly AsOf WindowEnd;
    public static readonly AsOf Now = new(Mode.Now, default);
    public static readonly AsOf Event = new(Mode.Event, default);

    private AsOf(Mode mode, Day day) => (Kind, Day) = (mode, day);

    private enum Mode
    {
        WindowEnd,
        Now,
        Day,
        Event,
    }

    /// <summary>Whether each day's own tags decide, so that groups may overlap.</summary>
    public bool IsEvent => Kind == Mode.Event;

    private Mode Kind { get; }

    private Day Day { get; }

    public static AsOf On(Day day) => new(Mode.Day, day);

    /// <summary>Reads <c>window_end</c>, <c>now</c>, <c>event</c> or a date.</summary>
    public static bool TryParse(string text, out AsOf asOf)
    {
        asOf = text switch
        {
            "now" => Now,
            "event" => Event,
            _ => WindowEnd,
        };
        if (text is "window_end" or "now" or "event")
            return true;
        if (!Day.TryParse(text, out var day))
            return false;
        asOf = On(day);
        return true;
    }

    /// <summary>The deciding day for a window; null when each day decides for itself.</summary>
    public Day? Resolve(Period window, Day today) => Kind switch
    {
        Mode.WindowEnd => Day.Min(window.Until - 1, today),
        Mode.Now => today,
        Mode.Day => Day,
        _ => null,
    };

    public override string ToString() => Kind switch
    {
        Mode.WindowEnd => "window_end",
        Mode.Now => "now",
        Mode.Day => Day.ToString(),
        _ => "event",
    };
}
