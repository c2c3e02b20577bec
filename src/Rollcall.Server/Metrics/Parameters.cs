using System.Globalization;
using Microsoft.Extensions.Primitives;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Metrics;

/// <summary>
/// Query parameters of one request, read by name. What nobody asked for is refused at the end: a typo must not give the unfiltered number.
/// </summary>
/// <param name="query">Of the request.</param>
/// <param name="counting">How the project counts where the request does not say; for metrics.</param>
internal sealed class Parameters(IQueryCollection query, CountingRules? counting = null)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public Faults Faults { get; } = new();

    /// <summary>How the project counts where the request does not say.</summary>
    public CountingRules Counting { get; } = counting ?? CountingRules.Default;

    /// <summary>Whether it is given.</summary>
    public bool Has(string name)
    {
        _read.Add(name);
        return query.ContainsKey(name);
    }

    public string? Text(string name)
    {
        _read.Add(name);
        if (!query.TryGetValue(name, out var values))
            return null;
        if (values.Count > 1)
            Add(name, "repeated", $"'{name}' is given {values.Count} times.");
        return values[0] ?? "";
    }

    public StringValues Texts(string name)
    {
        _read.Add(name);
        return query[name];
    }

    public Day? Date(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (TryDay(text, out var day))
            return day;
        Add(name, "invalid_date", $"'{Fields.Shown(text)}' is not a date like 2026-05-04.");
        return null;
    }

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Add(name, "invalid_number", $"'{Fields.Shown(text)}' is not a whole number from {least} to {most}.");
        return null;
    }

    public decimal? Decimal(string name, decimal least, decimal most)
    {
        if (Text(name) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Add(name, "invalid_number", $"'{Fields.Shown(text)}' is not a number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}.");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; false when absent.</summary>
    public bool Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "true" or "false"))
            Add(name, $"invalid_{name}", $"'{Fields.Shown(text)}' is not true or false.");
        return text == "true";
    }

    /// <summary>One of some names, required.</summary>
    public T OneOf<T>(string name, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var text = Required(name, $"one of {string.Join(", ", choices.ToArray().Select(choice => choice.Name))}.");
        foreach (var choice in choices)
        {
            if (choice.Name == text)
                return choice.Value;
        }

        if (text is not null)
            Add(name, $"invalid_{name}", $"'{Fields.Shown(text)}' is not one of {string.Join(", ", choices.ToArray().Select(choice => choice.Name))}.");
        return choices[0].Value;
    }

    /// <summary>A whole number, required.</summary>
    public int RequiredNumber(string name, int least, int most)
    {
        Need(name, $"a whole number from {least} to {most}.");
        return Number(name, least, most) ?? least;
    }

    /// <summary>A date, required.</summary>
    public Day RequiredDate(string name)
    {
        Need(name, "a date like 2026-05-04.");
        return Date(name) ?? default;
    }

    /// <summary>The window of <c>from</c> and <c>to</c>, both required, half-open.</summary>
    public Period Window()
    {
        var (from, to) = (Date("from"), Date("to"));
        foreach (var name in (ReadOnlySpan<string>)["from", "to"])
            Need(name, "a date like 2026-05-04. The window is from 'from' up to but not including 'to'.");
        if (from is { } low && to is { } high && low >= high)
            Add("from", "empty_period", $"'from' ({low}) must be before 'to' ({high}).");
        return from is { } begin && to is { } end ? new(begin, end) : default;
    }

    /// <summary>A window as <c>FROM/TO</c>, required, half-open.</summary>
    public Period Span(string name)
    {
        if (Required(name, "two dates like 2026-01-01/2026-04-01, the second of them exclusive.") is not { } text)
            return default;
        if (text.Split('/') is not [var from, var to] || !TryDay(from, out var low) || !TryDay(to, out var high))
            Add(name, "invalid_period", $"'{Fields.Shown(text)}' is not two dates like 2026-01-01/2026-04-01.");
        else if (low >= high)
            Add(name, "empty_period", $"'{name}' must begin ({low}) before it ends ({high}).");
        else
            return new(low, high);
        return default;
    }

    /// <summary>What stands behind a prefix: <c>people.department=Sales</c> under <c>people.</c>; <c>.not</c> at the end excludes.</summary>
    public IReadOnlyList<TagTerm> Terms(string prefix, bool mayExclude)
    {
        var terms = new List<TagTerm>();
        foreach (var (name, values) in query.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            _read.Add(name);
            var key = name[prefix.Length..];
            var exclude = mayExclude && key.EndsWith(".not", StringComparison.Ordinal);
            if (exclude)
                key = key[..^".not".Length];
            if (key.Length == 0)
                Add(name, "empty", $"A key is needed behind '{prefix}', like {prefix}department=Sales.");
            else
                terms.Add(new(key, [.. values.Select(value => Clean(value)).Distinct(StringComparer.Ordinal)], exclude));
        }

        return terms;
    }

    public void Add(string name, string code, string message) => Faults.Add(Place.Root[name], code, message);

    /// <summary>Refuses every parameter that was not read.</summary>
    public void RefuseOthers()
    {
        foreach (var name in query.Keys.Where(name => !_read.Contains(name)))
        {
            Add(Fields.Shown(name), "unknown_parameter",
                $"There is no parameter '{Fields.Shown(name)}' here; known are {string.Join(", ", _read.Where(known => !known.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal))}, and those that begin with 'people.' or 'events.' where people or interactions are filtered.");
        }
    }

    private static bool TryDay(string text, out Day day) => Day.TryParse(text, out day) && day > Day.Of(1900, 1, 1) && day < Day.Of(2200, 1, 1);

    private string? Required(string name, string wanted)
    {
        Need(name, wanted);
        return Text(name);
    }

    private void Need(string name, string wanted)
    {
        if (!query.ContainsKey(name))
            Add(name, "required", $"'{name}' is needed: {wanted}");
    }

    // As stored values are; a filter for a decomposed letter must find the composed one.
    private static string Clean(string? value)
    {
        var text = value ?? "";
        return Fields.TryClean(ref text, int.MaxValue, out _, out _) ? text : value!;
    }
}
