using System.Text.Json;

namespace Rollcall.Storage.Registry;

/// <summary>A choice between variants of an agent, each for a share of its users. Its JSON is on disk, never rename.</summary>
/// <param name="Name">Unique in the project.</param>
/// <param name="Variants">At least one, with unique names.</param>
public sealed record FeatureFlag(string Name, IReadOnlyList<FeatureFlag.Variant> Variants)
{
    /// <param name="Name">Decides, together with the weight, who gets it: never seen outside.</param>
    /// <param name="Weight">Its share of the sum of weights; 0: nobody gets it.</param>
    /// <param name="Kind"><c>prompt</c>, <c>model</c> or <c>rag_source</c>.</param>
    /// <param name="Value">The prompt, or the id of the model, or the name of the source.</param>
    /// <param name="ConfigParams">Further settings of the variant, handed out as they are.</param>
    public sealed record Variant(string Name, int Weight, string Kind, string Value, IReadOnlyList<Parameter> ConfigParams);

    /// <param name="Value">Of the type that the next one names.</param>
    /// <param name="ParamType"><c>string</c>, <c>number</c>, <c>boolean</c> or <c>array</c>.</param>
    public sealed record Parameter(string Name, JsonElement Value, string ParamType);
}
