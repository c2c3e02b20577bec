using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>A choice between variants of an agent, as the settings show it.</summary>
/// <param name="Name">Unique in the project; at most 100 flags.</param>
/// <param name="Variants">1 to 20; people are shared out by their weights, each always to the same one.</param>
public sealed record FeatureFlagDocument(string Name, IReadOnlyList<FeatureFlagDocument.Variant> Variants)
{
    internal static FeatureFlagDocument Of(FeatureFlag flag) => new(flag.Name, [.. flag.Variants.Select(variant => new Variant(
        variant.Name, variant.Weight, variant.Kind, Value(variant, "prompt"), Value(variant, "model"), Value(variant, "rag_source"),
        [.. variant.ConfigParams.Select(parameter => new Parameter(parameter.Name, parameter.Value, parameter.ParamType))]))]);

    private static string? Value(FeatureFlag.Variant variant, string kind) => variant.Kind == kind ? variant.Value : null;

    /// <param name="Name">Unique in the flag. Another name is another variant: it draws people anew.</param>
    /// <param name="Weight">0 (nobody) to 10,000; default 1.</param>
    /// <param name="Kind"><c>prompt</c>, <c>model</c> or <c>rag_source</c>; the field of that kind must be there.</param>
    public sealed record Variant(
        string Name, int Weight, string Kind,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prompt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ModelId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RagSource,
        IReadOnlyList<Parameter> ConfigParams);

    /// <param name="Value">Of the type that the next one names.</param>
    /// <param name="ParamType"><c>string</c>, <c>number</c>, <c>boolean</c> or <c>array</c>.</param>
    public sealed record Parameter(string Name, JsonElement Value, string ParamType);
}
