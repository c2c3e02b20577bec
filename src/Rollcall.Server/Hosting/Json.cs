using System.Text.Json.Serialization.Metadata;

namespace Rollcall.Server.Hosting;

internal static class Json
{
    /// <summary>Adds a feature folder's source-generated context to those that minimal APIs read and write with.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, IJsonTypeInfoResolver context)
        => services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, context));
}
