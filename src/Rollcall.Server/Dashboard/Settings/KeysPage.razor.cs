using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>The keys of a project: which there are, a new one, and revoking one.</summary>
public sealed partial class KeysPage
{
    private const string Managing = "managing";

    private static readonly (string Value, string Label, string May)[] Kinds =
    [
        ("ingest", "Ingest", "Sends interactions, nothing else"),
        ("population", "Population", "Writes and reads the list of people"),
        ("read", "Read", "Metrics and people, no texts"),
        ("secret", "Secret", "Everything in this project"),
        (Managing, "Managing", "As secret; also makes projects and revokes keys"),
    ];

    private ProjectInfo _project = default!;
    private IReadOnlyList<KeyRow> _rows = [];
    private NewKey? _made;
    private IReadOnlyList<ProblemError> _faults = [];
    private string _name = "";
    private string _kind = "ingest";
    private string _expires = KeyExpiry.Never;

    [Inject]
    private KeyService Keys { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    /// <summary>Of the address; the policy has looked at it, and <c>Http.Project()</c> is what it found.</summary>
    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromForm(Name = "name")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromForm(Name = "expires")]
    public string? Expires { get; set; }

    private string Here => $"{Http.Request.PathBase}/p/{_project.Id}/settings/keys";

    protected override async Task OnInitializedAsync()
    {
        _project = Http.Project();
        (_name, _kind, _expires) = (Name ?? _name, Kind ?? _kind, Expires ?? _expires);
        await Load();
    }

    private async Task Create()
    {
        var faults = new List<ProblemError>();
        if (!Kinds.Any(k => k.Value == _kind))
            faults.Add(new ProblemError("kind", "unknown_kind", "Choose one of the kinds."));
        if (KeyExpiry.Find(_expires) is not { } expiry)
            faults.Add(new ProblemError("expires", "unknown_expiry", "Choose when the key expires."));
        else if (faults is [])
        {
            var (kind, manages) = _kind == Managing ? (KeyKind.Secret, true) : (Enum.Parse<KeyKind>(_kind, ignoreCase: true), false);
            var (made, fault) = await Keys.Create(_project.Id, _name, kind, expiry.From(Clock.GetUtcNow()), Actor.Of(Http), manages);
            _made = made;
            if (fault is not null)
                faults.Add(fault);
        }

        _faults = faults;
        if (_made is null)
            return;
        Http.Response.Headers.CacheControl = "no-store";
        (_name, _kind, _expires) = ("", "ingest", KeyExpiry.Never);
        await Load();
    }

    private async Task Load() => _rows = [.. (await Keys.List(_project.Id, Http.RequestAborted)).Select(k => KeyRow.Of(k, _project.Calendar, Clock.GetUtcNow()))];
}
