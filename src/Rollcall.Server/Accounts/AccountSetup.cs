using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

internal static class AccountSetup
{
    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA512, which is what Identity's current format uses.</summary>
    public const int PasswordIterations = 210_000;

    public static IServiceCollection AddRegistry(this IServiceCollection services, DataFolder folder)
    {
        services.AddDbContextFactory<RegistryContext>(registry => RegistryFile.Configure(registry, folder.RegistryFile));
        services.AddSingleton<AuditLog>();
        services.AddScoped<Bootstrap>();
        return services;
    }

    public static IServiceCollection AddAccounts(this IServiceCollection services, DataFolder folder)
    {
        // Files in the data folder: sessions survive a restart and move with the folder.
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder.ProtectionKeys)).SetApplicationName("Rollcall");
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordIterations);
        services.AddIdentityCore<Account>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "";   // any: the name is the e-mail address, which AccountRules has looked at
                identity.Password.RequiredLength = AccountRules.ShortestPassword;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Lockout.AllowedForNewUsers = true;
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddEntityFrameworkStores<RegistryContext>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<AccountClaims>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, Session);
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = HostCookies.Antiforgery;
            form.Cookie.Path = "/";
            form.Cookie.HttpOnly = true;
            form.Cookie.SameSite = SameSiteMode.Lax;
            form.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            form.SuppressXFrameOptionsHeader = true;   // frame-ancestors says the same, and it is the same on every answer
        });
        services.AddSingleton<SignInLimit>();
        services.AddSingleton<DecoyPassword>();
        services.AddSingleton<SetupToken>();
        services.AddScoped<AccountService>();
        services.AddScoped<SetupService>();
        services.AddScoped<SignInService>();
        return services;
    }

    /// <summary>Opens the registry; nothing listens before it is done.</summary>
    public static async Task OpenRegistry(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Bootstrap>().Run();
    }

    private static void Session(CookieAuthenticationOptions session)
    {
        session.Cookie.Name = HostCookies.Session;
        session.Cookie.Path = "/";
        session.Cookie.HttpOnly = true;
        session.Cookie.SameSite = SameSiteMode.Lax;
        session.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        session.ExpireTimeSpan = TimeSpan.FromDays(14);
        session.SlidingExpiration = true;
        session.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        // Paths, not addresses: the host that a caller names is not believed.
        session.Events.OnRedirectToLogin = redirect =>
        {
            var request = redirect.Request;
            redirect.Response.Redirect($"{request.PathBase}/sign-in?return={Uri.EscapeDataString(request.Path + request.QueryString)}");
            return Task.CompletedTask;
        };
        session.Events.OnRedirectToAccessDenied = refused =>
        {
            var isMember = refused.HttpContext.Features.Get<CurrentMember>() is not null || refused.HttpContext.GetRouteValue("project") is null;
            refused.Response.StatusCode = isMember ? StatusCodes.Status403Forbidden : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
    }
}
