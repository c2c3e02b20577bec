using System.Globalization;
using System.Text;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>The cards of the overview as tables, RFC 4180. Rates are unrounded, in [0, 1]; a missing value is empty.</summary>
internal static class OverviewCsv
{
    // What a spreadsheet takes for the beginning of a formula.
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static string? ActivationRate(OverviewModel overview) => overview.TooFew ? null : Table(
        ["from", "to", "partial", "eligible", "active_eligible", "activation_rate", "previous_activation_rate"],
        overview.Series.Zip(overview.SeriesCompared, (now, before) => new object?[]
        {
            Format.Iso(now.Period.From), Format.Iso(now.Period.Until), now.Partial ? "true" : "false",
            now.Measures.Eligible, now.Measures.ActiveEligible, now.Measures.ActivationRate, before?.Measures.ActivationRate,
        }));

    public static string? Groups(OverviewModel overview) => overview.TooFew ? null : Table(
        [overview.GroupKey ?? "group", "eligible", "active_eligible", "activation_rate", "previous_activation_rate", "suppressed"],
        GroupTable.All(overview).Select(row => new object?[]
        {
            row.Value, row.Measures?.Eligible, row.Measures?.ActiveEligible, row.Measures?.ActivationRate, row.Before?.ActivationRate, row.Measures is null ? "true" : "false",
        }));

    /// <summary>Null for a reader who may not see people.</summary>
    public static string? NeverUsed(OverviewModel overview)
    {
        if (overview.TooFew || !overview.Project.MaySeePeople)
            return null;
        var people = overview.NeverUsed;
        var names = overview.Project.Names([.. people.Select(p => p.Person)]);
        return Table(
            ["end_user", "access_since", "days_with_access", overview.GroupKey ?? "group"],
            people.Select((p, i) => new object?[] { names[i], p.Since is { } since ? Format.Iso(since) : null, p.Days == int.MaxValue ? null : p.Days, overview.GroupOf(p.Person) }));
    }

    private static string Table(IEnumerable<string> head, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(head))
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    private static string Cell(object? value)
    {
        if (value is not string text)
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (text.Length > 0 && Formula.Contains(text[0]))
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
