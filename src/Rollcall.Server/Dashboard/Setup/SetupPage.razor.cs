using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;

namespace Rollcall.Server.Dashboard.Setup;

/// <summary>The first administrator and, where there is none, the first project. Opened by the one-time token of the log.</summary>
public sealed partial class SetupPage
{
    private bool _closed;
    private string? _wait;
    private IReadOnlyList<ProblemError> _faults = [];
    private SetupAnswer.Done? _done;

    [Inject]
    private SetupService Setup { get; set; } = default!;

    [Inject]
    private SetupToken Tokens { get; set; } = default!;

    [Inject]
    private SignInService Sessions { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "token")]
    public string? Token { get; set; }

    [SupplyParameterFromForm(Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(Name = "name")]
    public string? ProjectName { get; set; }

    [SupplyParameterFromForm(Name = "time_zone")]
    public string? TimeZone { get; set; }

    [SupplyParameterFromForm(Name = "week_start")]
    public string? WeekStart { get; set; }

    protected override void OnInitialized()
    {
        // A wrong token that is sent with the form is counted; the form must be there for that.
        _closed = HttpMethods.IsGet(Http.Request.Method) && !Tokens.Opens(Token);
        if (_closed)
            Http.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private async Task Submit()
    {
        var form = new SetupService.Form(Email ?? "", Password ?? "", ProjectName ?? "", TimeZone ?? "", WeekStart ?? "");
        switch (await Setup.SetUp(Token, form, Http))
        {
            case SetupAnswer.Done done:
                Http.Response.Headers.CacheControl = "no-store";
                _done = done;
                await Sessions.SignIn(form.Email, form.Password, Http);
                if (done.Project is null)
                    Http.Response.Redirect($"{Http.Request.PathBase}/");
                break;
            case SetupAnswer.Invalid { Faults: var faults }:
                Http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                _faults = faults;
                break;
            case SetupAnswer.TooMany { RetryAfter: var wait }:
                var seconds = (int)Math.Ceiling(wait.TotalSeconds);
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                Http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                _wait = $"Too many attempts came from your address. Try again in {seconds} seconds.";
                break;
            default:
                Http.Response.StatusCode = StatusCodes.Status403Forbidden;
                _closed = true;
                break;
        }
    }
}
