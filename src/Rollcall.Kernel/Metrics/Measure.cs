namespace Rollcall.Kernel.Metrics;

/// <summary>One measure of a metric: its wire name, unit and what it is.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Unit"><c>people</c>, <c>person-days</c>, <c>interactions</c>, <c>days</c>, <c>rate</c> (0 to 1), <c>seconds</c>, a count <c>per</c> something ...</param>
/// <param name="Definition">In words.</param>
public abstract record Measure(string Name, string Unit, string Definition)
{
    /// <summary>Whether the value is a whole number.</summary>
    public bool IsCount => !(Unit is "rate" or "seconds" || Unit.Contains(" per ", StringComparison.Ordinal));

    /// <summary>What an empty population yields: 0 for what is counted, null for a rate, a mean and a time.</summary>
    public double? Empty => !IsCount || Unit == "days" ? null : 0;
}

/// <summary>A measure and how it is read from an answer.</summary>
/// <param name="Read">The value; null for a rate whose denominator is 0 and for what is not known yet.</param>
public sealed record Measure<T>(string Name, string Unit, string Definition, Func<T, double?> Read) : Measure(Name, Unit, Definition);

/// <summary>A metric as the catalogue shows it.</summary>
/// <param name="Name">As on the wire, with underscores.</param>
/// <param name="Definition">In words.</param>
/// <param name="Measures">In the order in which every reader shows them.</param>
public sealed record MetricDefinition(string Name, string Definition, IReadOnlyList<Measure> Measures)
{
    /// <summary>The sets of people that are counted: one for each measure of people, unless the metric says otherwise.</summary>
    public IReadOnlyList<SetDefinition> Sets { get; init; } =
        [.. Measures.Where(measure => measure.Unit == "people").Select(measure => new SetDefinition(measure.Name, measure.Definition))];

    /// <summary>Where a set stands in the answer several times, what is to be added to its definition for all of them together.</summary>
    public string InAny { get; init; } = "";

    /// <summary>The place of a set among <see cref="Sets"/>; -1 without one of that name.</summary>
    public int IndexOf(string set) => Sets.ToList().FindIndex(known => known.IsNumber ? IsNumber(set) : known.Name == set);

    private static bool IsNumber(string text) => text.Length is > 0 and < 8 && text.All(char.IsAsciiDigit);
}

/// <summary>A set of people that a metric counts.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Definition">In words.</param>
/// <param name="IsNumber">Whether the name stands for any whole number.</param>
public sealed record SetDefinition(string Name, string Definition, bool IsNumber = false);
