using Microsoft.AspNetCore.Components;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>How a project counts: what is use, who is left out, what is hidden, the goal, and when numbers are final.</summary>
public sealed partial class CountingPage
{
    private CountingForm _shown = default!;
    private CountingForm _form = default!;

    [SupplyParameterFromForm(Name = "min_interactions")]
    public string? MinInteractions { get; set; }

    [SupplyParameterFromForm(Name = "events")]
    public string? Events { get; set; }

    [SupplyParameterFromForm(Name = "excluded")]
    public string? Excluded { get; set; }

    [SupplyParameterFromForm(Name = "smallest_group")]
    public string? SmallestGroup { get; set; }

    [SupplyParameterFromForm(Name = "goal")]
    public string? Goal { get; set; }

    [SupplyParameterFromForm(Name = "lateness_days")]
    public string? LatenessDays { get; set; }

    protected override string Entry => "counting";

    protected override void OnInitialized()
    {
        _shown = CountingForm.Of(Settings.Counting);
        _form = new(
            MinInteractions ?? _shown.MinInteractions, Events ?? _shown.Events, Excluded ?? _shown.Excluded,
            SmallestGroup ?? _shown.SmallestGroup, Goal ?? _shown.Goal, LatenessDays ?? _shown.LatenessDays);
    }

    private Task Save()
    {
        var (change, faults) = _form.Read(_shown);
        return Save(change, faults, fault => fault);
    }
}
