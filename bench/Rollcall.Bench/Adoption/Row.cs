using System.Globalization;

namespace Rollcall.Bench.Adoption;

/// <summary>One row of an answer, in a form in which all sides can be compared.</summary>
/// <param name="Key">The bucket's first day, the group's value (<see cref="None"/> for people without the tag), the cohort; empty for the total.</param>
/// <param name="Counts">In the order of the question's columns; null where a side does not compute one, which is then not compared.</param>
internal sealed record Row(string Key, IReadOnlyList<long?> Counts)
{
    public const string None = "(none)";

    public static string KeyOf(DateOnly day, string? group = null)
        => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + (group is { Length: > 0 } ? " " + group : "");

    /// <summary>What differs between two answers, a line a row; empty when they are equal in all counts that both have.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<Row> wanted, IReadOnlyList<Row> found)
    {
        var byKey = found.ToDictionary(row => row.Key, StringComparer.Ordinal);
        var lines = new List<string>();
        foreach (var row in wanted)
        {
            if (!byKey.Remove(row.Key, out var other))
                lines.Add($"{row.Key}: missing");
            else if (row.Counts.Count != other.Counts.Count || row.Counts.Zip(other.Counts).Any(pair => pair.First is { } a && pair.Second is { } b && a != b))
                lines.Add($"{row.Key}: {string.Join(' ', row.Counts)} against {string.Join(' ', other.Counts)}");
        }

        lines.AddRange(byKey.Keys.Select(key => $"{key}: unexpected"));
        return lines;
    }
}
