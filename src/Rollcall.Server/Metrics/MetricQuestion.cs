using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Metrics;

/// <summary>What is asked of a project: the question for the kernel and the interaction filter, which decides what counts as use.</summary>
/// <param name="Question">Window, people, groups.</param>
/// <param name="Events">Conditions on interactions; none means that all qualify.</param>
public sealed record MetricQuestion(Question Question, IReadOnlyList<TagTerm> Events)
{
    /// <summary>
    /// Sixteen hex digits that are the same for two numbers exactly when they are defined alike: filters, denominator, what counts as active, the
    /// day whose tags decide, time zone and week start. The window is no part of it.
    /// </summary>
    public string Hash(ProjectCalendar calendar, Day today)
    {
        var text = new StringBuilder("definition 1\n");
        text.Append(CultureInfo.InvariantCulture, $"denominator {Question.Denominator}\n");
        text.Append(CultureInfo.InvariantCulture, $"as_of {Question.AsOf} {Question.AsOf.Resolve(Question.Window, today)}\n");
        text.Append(CultureInfo.InvariantCulture, $"min_interactions {Question.MinInteractions}\n");
        text.Append(CultureInfo.InvariantCulture, $"calendar {calendar.Zone.Id} {calendar.WeekStart}\n");
        foreach (var (name, terms) in new[] { ("people", Question.People), ("events", Events) })
        {
            foreach (var term in terms.OrderBy(term => term.Key, StringComparer.Ordinal).ThenBy(term => term.Exclude))
                text.Append(CultureInfo.InvariantCulture, $"{name} {term.Key}\0{term.Exclude}\0{string.Join('\0', term.Values.Order(StringComparer.Ordinal))}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
