using Microsoft.AspNetCore.Authorization;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>Policies of the API by kind of key: <c>RequireAuthorization(Keys.Ingest)</c>. They know bearer keys only; a session's cookie opens none of them.</summary>
public static class Keys
{
    public const string Scheme = "Key";

    public const string Secret = "Keys.Secret";

    /// <summary>Secret or ingest.</summary>
    public const string Ingest = "Keys.Ingest";

    /// <summary>Secret or population.</summary>
    public const string Population = "Keys.Population";

    /// <summary>Secret or read.</summary>
    public const string Read = "Keys.Read";

    /// <summary>Secret, population or read: who may read the list of people.</summary>
    public const string PopulationRead = "Keys.PopulationRead";

    internal const string KindClaim = "kind";

    internal static AuthorizationBuilder AddKeyPolicies(this AuthorizationBuilder authorization) => authorization
        .AddPolicy(Secret, Of(KeyKind.Secret))
        .AddPolicy(Ingest, Of(KeyKind.Secret, KeyKind.Ingest))
        .AddPolicy(Population, Of(KeyKind.Secret, KeyKind.Population))
        .AddPolicy(Read, Of(KeyKind.Secret, KeyKind.Read))
        .AddPolicy(PopulationRead, Of(KeyKind.Secret, KeyKind.Population, KeyKind.Read));

    private static AuthorizationPolicy Of(params KeyKind[] kinds)
        => new AuthorizationPolicyBuilder(Scheme).RequireClaim(KindClaim, kinds.Select(k => k.ToString())).Build();
}
