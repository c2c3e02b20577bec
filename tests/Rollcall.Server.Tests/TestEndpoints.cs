namespace Rollcall.Server.Tests;

/// <summary>Endpoints of a test behind the server's whole pipeline: <c>services: added => added.AddSingleton&lt;IStartupFilter>(new TestEndpoints(routes => ...))</c>.</summary>
internal sealed class TestEndpoints(Action<IEndpointRouteBuilder> map) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.UseRouting();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseEndpoints(map);
    };
}
