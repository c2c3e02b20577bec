using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Rollcall.Server.Accounts;
using Rollcall.Server.Hosting;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>Recognises <c>Authorization: Bearer KEY</c> and says 401, 403 or 429 in the form of the path.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    KeyRing keys,
    ProjectDirectory projects,
    WrongKeys wrongKeys,
    AuditLog audit,
    TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    private TimeSpan? _wait;
    private bool _presented;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
            return AuthenticateResult.NoResult();

        // More than one header: which of them a proxy looked at is anybody's guess, so none counts.
        _presented = true;
        var text = header.Count == 1 && header[0] is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? value[Bearer.Length..].Trim()
            : "";
        if (text is not "" && keys.Find(text) is { } key && projects.Find(key.ProjectId) is { } project)
        {
            key.Used(clock.GetUtcNow());
            Context.Features.Set(new CurrentProject(project, key));
            var identity = new ClaimsIdentity([new Claim(Keys.KindClaim, key.Kind.ToString())], Scheme.Name);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
        }

        var caller = Context.LimitedBy();
        _wait = wrongKeys.Limiter.Wait(caller);
        // One row for a flood, not one for each of its requests.
        if (_wait is null && wrongKeys.Limiter.Failed(caller))
            await audit.Write(Actor.Unknown(Context), AuditAction.KeysRefused, subject: $"{WrongKeys.PerMinute} wrong keys within a minute");
        return AuthenticateResult.Fail("Unknown key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait)
        {
            return Problems.Write(Context, Problem.Of(
                StatusCodes.Status429TooManyRequests, "too_many_wrong_keys", "Too many requests with wrong keys came from this address.", retryAfter: wait));
        }

        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Problems.Write(Context, _presented
            ? Problem.Of(StatusCodes.Status401Unauthorized, "unknown_key", "The API key is unknown, expired or revoked.")
            : Problem.Of(StatusCodes.Status401Unauthorized, "no_key", "An API key is needed: 'Authorization: Bearer KEY'."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var kind = Context.Features.Get<CurrentProject>()?.Key?.Kind;
        return Problems.Write(Context, Problem.Of(
            StatusCodes.Status403Forbidden, "wrong_kind_of_key", $"A key of the kind '{kind?.ToString().ToLowerInvariant()}' may not do this."));
    }
}
