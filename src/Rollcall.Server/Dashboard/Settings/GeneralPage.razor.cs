using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>Name, days, allowed origins of a project, and how long what is kept.</summary>
public sealed partial class GeneralPage
{
    private ProjectInfo _project = default!;
    private string _name = "";
    private string _weekStart = "";
    private string _origins = "";
    private string _timeZone = "";
    private string _textDays = "";
    private string _months = "";
    private IReadOnlyList<ProblemError> _faults = [];

    [Inject]
    private ProjectService Projects { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>Of the address; the policy has looked at it, and <c>Http.Project()</c> is what it found.</summary>
    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery(Name = "saved")]
    public string? Saved { get; set; }

    [SupplyParameterFromForm(Name = "name")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(Name = "week_start")]
    public string? WeekStart { get; set; }

    [SupplyParameterFromForm(Name = "origins")]
    public string? AllowedOrigins { get; set; }

    [SupplyParameterFromForm(Name = "time_zone")]
    public string? TimeZone { get; set; }

    [SupplyParameterFromForm(Name = "text_days")]
    public string? TextDays { get; set; }

    [SupplyParameterFromForm(Name = "interaction_months")]
    public string? InteractionMonths { get; set; }

    private string Action => $"{Http.Request.PathBase}/p/{_project.Id}/settings/general";

    protected override void OnInitialized()
    {
        _project = Http.Project();
        _name = Name ?? _project.Name;
        _weekStart = WeekStart ?? _project.Calendar.WeekStart.ToString().ToLowerInvariant();
        _origins = AllowedOrigins ?? string.Join('\n', _project.AllowedOrigins);
        _timeZone = TimeZone ?? _project.Calendar.Zone.Id;
        _textDays = Http.Request.HasFormContentType ? TextDays ?? "" : Text(_project.Retention.TextDays);
        _months = Http.Request.HasFormContentType ? InteractionMonths ?? "" : Text(_project.Retention.InteractionMonths);
    }

    // Another request then shows the page, so that the header has the new name and loading it anew sends nothing twice.
    private async Task Save()
    {
        var origins = _origins.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var faults = await Projects.Change(_project.Id, new ProjectChange
        {
            Name = _name, TimeZone = _timeZone, WeekStart = _weekStart, AllowedOrigins = origins, Retention = _ => new(Number(_textDays), Number(_months)),
        }, Actor.Of(Http));
        // All lines stand in one field.
        _faults = [.. faults.Select(fault => fault.Path.StartsWith("allowed_origins[", StringComparison.Ordinal) ? fault with { Path = "allowed_origins" } : fault)];
        if (_faults is [])
            Http.Response.Redirect($"{Action}?saved=1");
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    // What is no number is none that is accepted.
    private static int? Number(string text) =>
        text.Length == 0 ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
