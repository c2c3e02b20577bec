using System.Text.Json;
using Rollcall.Server.Nebuly.Reads;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Nebuly.Variants;

/// <summary>Nebuly's A/B tests: which variant of each flag a user gets. The flags stand in the project's settings, so whoever may read those may ask.</summary>
internal static class NebulyVariantEndpoints
{
    public static void MapNebulyVariants(this IEndpointRouteBuilder routes)
        => routes.MapPost("/api/external/variants", Variants).WithTags("Nebuly: variants").RequireAuthorization(Keys.Read).WithMetadata(new LargestBody(Limits.JsonBody))
            .WithSummary("Which variants a user gets").WithName("NebulyVariants")
            .WithDescription("Always the same for the same user, flag and weights. Flags that the project does not have, or whose weights are all 0, are not in the answer; without feature_flags all are.");

    private static Task<IResult> Variants(HttpContext context, CancellationToken ct)
    {
        var flags = context.Project().FeatureFlags;
        return NebulyBody.Take(context, Question.Read, (question, _) => Task.FromResult<IResult>(NebulyAnswer.Object(json =>
        {
            json.WriteStartArray("variants");
            foreach (var flag in flags.Where(flag => question.Flags?.Contains(flag.Name) ?? true))
            {
                if (VariantAssignment.Of(flag, question.User) is { } variant)
                    Write(json, flag.Name, variant);
            }

            json.WriteEndArray();
        })), ct);
    }

    private static void Write(Utf8JsonWriter json, string flag, FeatureFlag.Variant variant)
    {
        json.WriteStartObject();
        json.WriteString("feature_flag_name", flag);
        json.WriteStartObject("variant");
        json.WriteString("kind", variant.Kind);
        json.WriteString(FeatureFlagReader.FieldOf(variant.Kind)!, variant.Value);
        json.WriteStartArray("config_params");
        foreach (var parameter in variant.ConfigParams)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WritePropertyName("value");
            parameter.Value.WriteTo(json);
            json.WriteString("param_type", parameter.ParamType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <param name="User">An id as interactions have it.</param>
    /// <param name="Flags">Null: all.</param>
    private sealed record Question(string User, HashSet<string>? Flags)
    {
        public static Question? Read(JsonElement root, Faults faults)
        {
            if (root.ValueKind != JsonValueKind.Object)
                faults.WrongType(Place.Root, "an object", root);
            var user = root.Needed("user", Place.Root, faults) is { } value ? Fields.Name(value, Place.Root, "user", Limits.EndUser, faults) : null;
            var flags = root.Items("feature_flags", Place.Root, faults).Select(flag => Fields.Content(flag.Item, flag.At, faults)).OfType<string>().Select(Clean);
            var wanted = root.Field("feature_flags") is null ? null : flags.ToHashSet(StringComparer.Ordinal);
            return user is null || faults.Count > 0 ? null : new(EndUserId.Clean(user), wanted);
        }

        // As names in the settings are; what cannot be one is found nowhere.
        private static string Clean(string name)
        {
            _ = Fields.TryClean(ref name, int.MaxValue, out _, out _);
            return name;
        }
    }
}
