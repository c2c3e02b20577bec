using Rollcall.Kernel.Time;

namespace Rollcall.Kernel.Metrics;

/// <summary>Adoption of the n days that end with <paramref name="Date"/>.</summary>
public sealed record RollingPoint(Day Date, AdoptionMeasures Adoption);

/// <summary>Rolling adoption: DAU, WAU and MAU are n = 1, 7 and 28.</summary>
public static class Rolling
{
    public static IReadOnlyList<Measure<RollingPoint>> Measures { get; } =
    [
        .. AdoptionCatalogue.Measures.Where(measure => measure.Name is "eligible" or "active_eligible" or "activation_rate")
            .Select(measure => new Measure<RollingPoint>(measure.Name, measure.Unit, measure.Definition, point => measure.Read(point.Adoption))),
    ];

    public static MetricDefinition Definition { get; } =
        new("rolling", "For each day of the window up to today, adoption of the n days that end with it; they may reach before the window.", Measures) { InAny = " At any of the points.", Sets = AdoptionCatalogue.Adoption.Sets };
}
