using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rollcall.Server.Projects;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>Name, days, allowed origins of a project, and how long what is kept.</summary>
public sealed partial class GeneralPage
{
    private string _name = "";
    private string _weekStart = "";
    private string _origins = "";
    private string _timeZone = "";
    private string _textDays = "";
    private string _months = "";

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

    protected override string Entry => "general";

    protected override void OnInitialized()
    {
        _name = Name ?? Settings.Name;
        _weekStart = WeekStart ?? Settings.Calendar.WeekStart.ToString().ToLowerInvariant();
        _origins = AllowedOrigins ?? string.Join('\n', Settings.AllowedOrigins);
        _timeZone = TimeZone ?? Settings.Calendar.Zone.Id;
        _textDays = Http.Request.HasFormContentType ? TextDays ?? "" : Text(Settings.Retention.TextDays);
        _months = Http.Request.HasFormContentType ? InteractionMonths ?? "" : Text(Settings.Retention.InteractionMonths);
    }

    private Task Save()
    {
        var origins = _origins.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var change = new ProjectChange
        {
            Name = _name, TimeZone = _timeZone, WeekStart = _weekStart, AllowedOrigins = origins, Retention = _ => new(Number(_textDays), Number(_months)),
        };
        // All lines stand in one field.
        return Save(change, [], fault => fault.Path.StartsWith("allowed_origins[", StringComparison.Ordinal) ? fault with { Path = "allowed_origins" } : fault);
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    // What is no number is none that is accepted.
    private static int? Number(string text) =>
        text.Length == 0 ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
