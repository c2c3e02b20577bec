using System.Globalization;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>The rules of counting as they are typed: a line a condition or an id, the goal in per cent.</summary>
internal sealed record CountingForm(string MinInteractions, string Events, string Excluded, string SmallestGroup, string Goal, string LatenessDays)
{
    public static CountingForm Of(CountingRules rules) => new(
        Text(rules.MinInteractions),
        string.Join('\n', rules.Events.SelectMany(term => term.Values.Select(value => $"{term.Key} = {value}".TrimEnd()))),
        string.Join('\n', rules.Excluded),
        Text(rules.SmallestGroup),
        rules.Goal is { } goal ? ((decimal)goal * 100).ToString("0.######", CultureInfo.InvariantCulture) : "",
        Text(rules.LatenessDays));

    /// <summary>
    /// What could be read, and what is wrong with the rest by the names of the fields. A list that nobody touched stays as it is: not everything that the API takes
    /// can be typed.
    /// </summary>
    /// <param name="shown">The form as it was before anybody typed.</param>
    public (ProjectChange Change, IReadOnlyList<ProblemError> Faults) Read(CountingForm shown)
    {
        var (change, faults) = (new ProjectChange(), new Faults());
        if (Whole(MinInteractions, "min_interactions", faults) is { } interactions)
            change = change.And(rules => rules with { MinInteractions = interactions });
        if (Whole(SmallestGroup, "smallest_group", faults) is { } people)
            change = change.And(rules => rules with { SmallestGroup = people });
        if (Whole(LatenessDays, "lateness_days", faults) is { } days)
            change = change.And(rules => rules with { LatenessDays = days });

        var goal = Goal.Trim().TrimEnd('%').TrimEnd();
        if (goal.Length == 0)
            change = change.And(rules => rules with { Goal = null });
        else if (decimal.TryParse(goal.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perCent) && perCent is > 0 and <= 100)
            change = change.And(rules => rules with { Goal = (double)(perCent / 100) });
        else
            faults.Add(Place.Root["goal"], "out_of_range", $"'{Fields.Shown(Goal)}' is not a number above 0 and at most 100.");

        if (!Lines(Excluded).SequenceEqual(Lines(shown.Excluded)))
        {
            var excluded = CountingText.Distinct(Lines(Excluded).Select(line => Read(line, "excluded", faults, CountingText.EndUser)).OfType<string>());
            change = change.And(rules => rules with { Excluded = excluded });
        }

        if (!Lines(Events).SequenceEqual(Lines(shown.Events)))
        {
            var terms = CountingText.Terms(Lines(Events).SelectMany(line => Term(line, faults)));
            change = change.And(rules => rules with { Events = terms });
        }

        return (change, [.. faults.List.Select(fault => fault.ToProblemError())]);
    }

    private static IEnumerable<(string Key, string Value)> Term((int Number, string Text) line, Faults faults)
    {
        var spaced = line.Text.IndexOf(" = ", StringComparison.Ordinal);
        var at = spaced >= 0 ? spaced + 1 : line.Text.IndexOf('=', StringComparison.Ordinal);
        if (at < 0)
            faults.Add(Place.Root["events"], "invalid_condition", $"Line {line.Number}: '{Fields.Shown(line.Text)}' is not a condition like agent = hr-bot.");
        else if (Read((line.Number, line.Text[..at]), "events", faults, CountingText.Key) is { } key && Read((line.Number, line.Text[(at + 1)..]), "events", faults, CountingText.Value) is { } value)
            yield return (key, value);
    }

    // The same checks as of the API, with the line instead of the position.
    private static string? Read((int Number, string Text) line, string field, Faults faults, Func<string, Place, Faults, string?> read)
    {
        var own = new Faults();
        var text = read(line.Text, Place.Root, own);
        foreach (var fault in own.List)
            faults.Add(Place.Root[field], fault.Code, $"Line {line.Number}: {fault.Message}");
        return text;
    }

    private static IEnumerable<(int Number, string Text)> Lines(string text)
        => text.Split('\n').Select((line, i) => (i + 1, line.TrimEnd('\r'))).Where(line => !string.IsNullOrWhiteSpace(line.Item2));

    private static int? Whole(string text, string field, Faults faults)
    {
        if (int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        faults.Add(Place.Root[field], "out_of_range", $"'{Fields.Shown(text)}' is not a whole number that is accepted here.");
        return null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
