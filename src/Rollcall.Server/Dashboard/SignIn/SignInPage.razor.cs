using System.Globalization;
using Microsoft.AspNetCore.Components;
using Rollcall.Server.Accounts;

namespace Rollcall.Server.Dashboard.SignIn;

/// <summary>E-mail and password, one button.</summary>
public sealed partial class SignInPage
{
    private string? _refusal;

    [Inject]
    private SignInService Sessions { get; set; } = default!;

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "return")]
    public string? Return { get; set; }

    [SupplyParameterFromForm(Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password")]
    public string? Password { get; set; }

    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity is { IsAuthenticated: true })
            GoOn();
    }

    private async Task Submit()
    {
        switch (await Sessions.SignIn(Email ?? "", Password ?? "", Http))
        {
            case SignInAnswer.SignedIn:
                GoOn();
                break;
            case SignInAnswer.TooMany { RetryAfter: var wait }:
                var seconds = (int)Math.Ceiling(wait.TotalSeconds);
                Http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                Http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                _refusal = $"Too many attempts came from your address. Try again in {seconds} seconds.";
                break;
            default:
                Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _refusal = "E-mail or password is wrong. After several wrong passwords an account is closed for a few minutes.";
                break;
        }
    }

    private void GoOn() => Http.Response.Redirect(Http.Request.PathBase + ReturnPath.Own(Return));
}
