using Rollcall.Server.Dashboard.Layout;
using Rollcall.Server.Dashboard.Overview;

namespace Rollcall.Server.Dashboard;

/// <summary>The pages: static server rendering with enhanced navigation, no circuit.</summary>
internal static class DashboardEndpoints
{
    public static WebApplicationBuilder AddDashboard(this WebApplicationBuilder builder)
    {
        // From a build folder the files of wwwroot and of the framework are found through a manifest; a published folder has none and needs none.
        builder.WebHost.UseStaticWebAssets();
        // Or a run from the build folder would add a route for files that do not exist yet, which answers unknown API paths with 405.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<Navigation>();
        builder.Services.AddScoped<OverviewService>();
        builder.Services.AddScoped<IProjectReader, ProjectReader>();
        builder.Services.AddScoped<IDemoLoader, DemoLoader>();
        return builder;
    }

    public static RazorComponentsEndpointConventionBuilder MapDashboard(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapOverviewFiles();
        return app.MapRazorComponents<App>();
    }
}
