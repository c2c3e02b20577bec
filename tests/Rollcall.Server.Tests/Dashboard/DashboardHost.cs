using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rollcall.Server.Dashboard;
using Rollcall.Server.Dashboard.Layout;
using Rollcall.Server.Dashboard.Overview;
using Rollcall.Server.Projects;
using Rollcall.Server.Tests.Dashboard.Overview;

namespace Rollcall.Server.Tests.Dashboard;

/// <summary>The dashboard alone on a port of its own: no storage, made-up facts, and the policy on content that the server sends.</summary>
internal sealed class DashboardHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single() + "/");

    public static async Task<DashboardHost> Start(AcmeProject? project = null)
    {
        var acme = project ?? new AcmeProject();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "Rollcall.Server",
            EnvironmentName = "Development",
            ContentRootPath = Metadata("ServerFolder"),
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Members.Viewer, policy => policy.RequireAssertion(_ => true));
        builder.AddDashboard();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.Replace(ServiceDescriptor.Scoped<IShellReader, AcmeShell>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IProjectReader>(acme));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDemoLoader>(acme));
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";
            return next(context);
        });
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapDashboard();
        await app.StartAsync();
        return new DashboardHost(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Metadata(string key) =>
        typeof(DashboardHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private sealed class AcmeShell : IShellReader
    {
        public ValueTask<Shell> Read(ClaimsPrincipal user, CancellationToken cancellation) => new(new Shell(
            new ShellUser("olga.perez@acme.example", "Owner"),
            [new("acme", "Acme", "1,821 people"), new("acme-labs", "Acme Labs", "96 people"), new("field-pilot", "Field pilot", "no data yet")]));
    }
}
