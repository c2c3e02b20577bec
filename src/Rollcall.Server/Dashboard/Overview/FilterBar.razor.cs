using Microsoft.AspNetCore.Components;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;

namespace Rollcall.Server.Dashboard.Overview;

public sealed partial class FilterBar
{
    [Parameter, EditorRequired]
    public required OverviewModel Overview { get; set; }

    private DashboardQuery Query => Overview.Query;

    private string AsOfWords => Query.AsOf.ToString() switch
    {
        "window_end" => "end of range",
        "now" => "today",
        "event" => "each event",
        var day => Day.TryParse(day, out var chosen) ? Format.Date(chosen) : day,
    };

    // On paper the controls are gone, and what they said stands as text.
    private string Printed => string.Join(" · ", new[]
    {
        Format.Dates(Overview.Window) + (Overview.ComparedWhole is { } before ? $", compared with {Format.Dates(before)}" : "") + $", by {DashboardQuery.Name(Overview.Grain)}",
        string.Join(", ", Query.People.Select(f => f.Words)),
        $"tags as of {AsOfWords}",
        Overview.Project.Calendar.Zone.Id,
    }.Where(part => part is not ""));

    private string Href(DashboardQuery query) => Overview.Project.Path + query.ToQuery();

    private string Name(Comparison compare) => compare switch
    {
        Comparison.Previous => $"Previous {Query.Range.Length(Overview.Window)}",
        Comparison.Year => "Year before",
        _ => "Nothing",
    };

    private string? Dates(Comparison compare) => compare is Comparison.None ? null : Format.Dates(compare is Comparison.Previous
        ? new Period(Query.Range.ComparedStart(Overview.Window, compare), Overview.Window.From)
        : new Period(Query.Range.ComparedStart(Overview.Window, compare), Query.Range.ComparedStart(Overview.Window, compare) + Overview.Window.Days));

    // One window back or on; a named range becomes chosen days, and reaching today again makes it the named range.
    private DateRange Step(int direction)
    {
        var length = Overview.Window.Days;
        var from = direction < 0 ? Query.Range.ComparedStart(Overview.Window, Comparison.Previous) : Overview.Window.Until;
        var until = direction < 0 ? Overview.Window.From : Overview.Window.Until + length;
        return until > Overview.Project.Today ? DashboardQuery.Default.Range : DateRange.Of(new Period(from, until));
    }
}
