using Microsoft.AspNetCore.Authentication;

namespace Rollcall.Server.Projects;

internal static class ProjectSetup
{
    public static IServiceCollection AddProjects(this IServiceCollection services)
    {
        services.AddSingleton<ProjectDirectory>();
        services.AddSingleton<ProjectService>();
        services.AddSingleton<ProjectStores>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<KeyService>();
        services.AddSingleton<WrongKeys>();
        services.AddHostedService<KeyUse>();
        services.AddHostedService<IdleProjects>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(Keys.Scheme, null);
        services.AddAuthorizationBuilder().AddKeyPolicies().AddPagePolicies();
        return services;
    }
}
