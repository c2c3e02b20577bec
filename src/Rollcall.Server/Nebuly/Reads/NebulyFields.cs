using System.Text.Json;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Reads single fields of Nebuly's questions. Each adds a fault and gives a default where there is none that can be used; null is absent.</summary>
internal static class NebulyFields
{
    private const int MostOffset = 1_000_000_000;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Field(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A field that must be there.</summary>
    public static JsonElement? Needed(this JsonElement element, string name, Place at, Faults faults)
    {
        if (element.Field(name) is { } value)
            return value;
        faults.Add(at[name], "missing", $"'{name}' is needed.");
        return null;
    }

    /// <summary>One of some words.</summary>
    public static string? Word(JsonElement value, Place at, IEnumerable<string> known, Faults faults)
    {
        if (Fields.Content(value, at, faults) is not { } text)
            return null;
        if (known.Contains(text, StringComparer.Ordinal))
            return text;
        faults.Add(at, "enum", $"'{Fields.Shown(text)}' is not one of {string.Join(", ", known)}.");
        return null;
    }

    public static bool Flag(this JsonElement element, string name, bool otherwise, Place at, Faults faults)
    {
        if (element.Field(name) is not { } value)
            return otherwise;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            faults.WrongType(at[name], "a boolean", value);
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>The items of a list, each with its place; none for a field that is absent.</summary>
    public static IReadOnlyList<(JsonElement Item, Place At)> Items(this JsonElement element, string name, Place at, Faults faults)
    {
        const int Most = 1_000;
        if (element.Field(name) is not { } list)
            return [];
        if (list.ValueKind != JsonValueKind.Array)
        {
            faults.WrongType(at[name], "an array", list);
            return [];
        }

        if (list.GetArrayLength() > Most)
        {
            faults.Add(at[name], "too_long", $"There are {list.GetArrayLength()} items; {Most} are accepted.");
            return [];
        }

        return [.. list.EnumerateArray().Select((item, i) => (item, at[name][i]))];
    }

    /// <summary><c>limit</c> (1 to 1,000, default 10) and <c>offset</c> (default 0).</summary>
    public static (int Limit, int Offset) Page(JsonElement root, Faults faults)
    {
        return (Number("limit", 10, 1, 1_000), Number("offset", 0, 0, MostOffset));

        int Number(string name, int otherwise, int least, int most)
        {
            if (root.Field(name) is not { } value)
                return otherwise;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
                return number;
            faults.Add(Place.Root[name], "out_of_range", $"'{name}' is a whole number from {least} to {most}.");
            return otherwise;
        }
    }

    /// <summary><c>{"start": ..., "end": ...}</c>, half-open.</summary>
    public static TimeRange Range(JsonElement? range, Place at, ProjectCalendar calendar, Faults faults)
    {
        if (range is not { ValueKind: JsonValueKind.Object } from)
        {
            if (range is { } other)
                faults.WrongType(at, "an object {\"start\", \"end\"}", other);
            return default;
        }

        var (start, end) = (Bound("start"), Bound("end"));
        if (start >= end)
            faults.Add(at["start"], "empty_period", "The start must be before the end.");
        return start is { } begins && end is { } ends ? new(begins, ends) : default;

        long? Bound(string name) => from.Needed(name, at, faults) is { } value && Fields.Content(value, at[name], faults) is { } text ? Instant(text, at[name], calendar, faults) : null;
    }

    /// <summary>An instant in UTC microseconds: with a zone; without one, UTC; a bare date, local midnight.</summary>
    public static long? Instant(string text, Place at, ProjectCalendar calendar, Faults faults)
    {
        var known = Timestamp.TryParse(text, out var instant) || Timestamp.TryParse($"{text}Z", out instant);
        if (!known && Day.TryParse(text, out var day))
            (known, instant) = (true, day.Date.Year is >= 1900 and < 2200 ? calendar.StartOf(day) : DateTimeOffset.MinValue);
        if (!known)
            faults.Add(at, "datetime_parsing", $"'{Fields.Shown(text)}' is not an ISO 8601 time like 2026-05-04T09:00:00Z.");
        else if (instant < Earliest || instant > Latest)
            faults.Add(at, "out_of_range", $"'{Fields.Shown(text)}' is not between 1900 and 2200.");
        else
            return Timestamp.ToMicroseconds(instant);
        return null;
    }
}

/// <summary>A span of time, half-open, UTC microseconds.</summary>
internal readonly record struct TimeRange(long Start, long End)
{
    public long Length => End - Start;
}
