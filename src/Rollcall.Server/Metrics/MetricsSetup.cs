using Rollcall.Server.Hosting;

namespace Rollcall.Server.Metrics;

internal static class MetricsSetup
{
    public static IServiceCollection AddPeopleMetrics(this IServiceCollection services) => services
        .AddSingleton<MetricsService>()
        .AddJson(MetricsJson.Default);
}
