using System.Text.Json;
using Rollcall.Kernel.Sets;
using Rollcall.Server.Wire;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>Reads the flags of a project's settings: unknown fields and names that stand twice are refused.</summary>
internal static class FeatureFlagReader
{
    public const int MostFlags = 100, MostVariants = 20, MostParameters = 50, MostWeight = 10_000, MostCharacters = 500_000;

    private const int LongestName = 200;

    private static readonly string[] Types = ["string", "number", "boolean", "array"];

    /// <summary>The flags by name; null with every fault added.</summary>
    public static IReadOnlyList<FeatureFlag>? Read(JsonElement value, Place at, Faults faults)
    {
        var before = faults.Count;
        if (value.GetRawText().Length is var length && length > MostCharacters)
            faults.Add(at, "too_large", $"The flags have {length} characters; {MostCharacters} are accepted.");
        var flags = Objects(value, at, "flags", MostFlags, faults, Flag);
        Distinct(flags.Select(flag => flag.Name), at, faults);
        return faults.Count == before ? [.. flags.OrderBy(flag => flag.Name, CodePointOrder.Instance)] : null;
    }

    /// <summary>The field in which a kind of variant has its value; null for what is no kind.</summary>
    public static string? FieldOf(string kind) => kind switch
    {
        "prompt" => "prompt",
        "model" => "model_id",
        "rag_source" => "rag_source",
        _ => null,
    };

    private static FeatureFlag Flag(JsonElement flag, Place at, Faults faults)
    {
        Known(flag, at, faults, "name", "variants");
        var name = Name(flag, at, faults);
        if (!flag.TryGetProperty("variants"u8, out var list) || (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0))
        {
            faults.Add(at["variants"], "required", "A flag needs a variant.");
            return new(name, []);
        }

        var variants = Objects(list, at["variants"], "variants", MostVariants, faults, Variant);
        Distinct(variants.Select(variant => variant.Name), at["variants"], faults);
        return new(name, variants);
    }

    private static FeatureFlag.Variant Variant(JsonElement variant, Place at, Faults faults)
    {
        var kind = variant.TryGetProperty("kind"u8, out var named) ? Fields.Content(named, at, "kind", faults) ?? "" : "";
        var field = FieldOf(kind);
        if (field is null)
            faults.Add(at["kind"], "unknown_kind", $"'{Fields.Shown(kind)}' is not one of prompt, model, rag_source.");
        Known(variant, at, faults, "name", "weight", "kind", "config_params", field ?? "prompt");
        var value = "";
        if (field is not null && !variant.TryGetProperty(field, out _))
            faults.Add(at[field], "required", $"A variant of the kind '{kind}' needs a '{field}'.");
        else if (field is not null)
            value = Fields.Content(variant.GetProperty(field), at, field, faults) ?? "";
        var weight = 1;
        if (variant.TryGetProperty("weight"u8, out var share) && (share.ValueKind != JsonValueKind.Number || !share.TryGetInt32(out weight) || weight is < 0 or > MostWeight))
            faults.Add(at["weight"], "out_of_range", $"A weight is a whole number from 0 to {MostWeight}.");
        var parameters = variant.TryGetProperty("config_params"u8, out var list) && list.ValueKind != JsonValueKind.Null
            ? Objects(list, at["config_params"], "parameters", MostParameters, faults, Parameter)
            : [];
        return new(Name(variant, at, faults), weight, kind, value, parameters);
    }

    private static FeatureFlag.Parameter Parameter(JsonElement parameter, Place at, Faults faults)
    {
        Known(parameter, at, faults, "name", "value", "param_type");
        var type = parameter.TryGetProperty("param_type"u8, out var named) ? Fields.Content(named, at, "param_type", faults) ?? "" : "";
        var isKnown = Types.Contains(type, StringComparer.Ordinal);
        if (!isKnown)
            faults.Add(at["param_type"], "unknown_type", $"'{Fields.Shown(type)}' is not one of {string.Join(", ", Types)}.");
        if (!parameter.TryGetProperty("value"u8, out var value))
            faults.Add(at["value"], "required", "A parameter needs a value.");
        else if (isKnown && type != TypeOf(value))
            faults.WrongType(at["value"], $"a value of the type '{Fields.Shown(type)}'", value);
        else if (!Fields.IsText(value))
            faults.Add(at["value"], "invalid_text", "The value holds half a surrogate pair.");
        else
            return new(Name(parameter, at, faults), value.Clone(), type);
        return new(Name(parameter, at, faults), default, type);
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        _ => "none",
    };

    private static string Name(JsonElement element, Place at, Faults faults)
    {
        if (element.TryGetProperty("name"u8, out var name))
            return Fields.Name(name, at, "name", LongestName, faults) ?? "";
        faults.Add(at["name"], "required", "A name is needed.");
        return "";
    }

    private static List<T> Objects<T>(JsonElement list, Place at, string what, int most, Faults faults, Func<JsonElement, Place, Faults, T> read)
    {
        var found = new List<T>();
        if (list.ValueKind != JsonValueKind.Array)
            faults.WrongType(at, $"an array of {what}", list);
        else if (list.GetArrayLength() > most)
            faults.Add(at, "too_many", $"There are {list.GetArrayLength()} {what}; {most} are accepted.");
        else
        {
            foreach (var (item, i) in list.EnumerateArray().Select((item, i) => (item, i)))
            {
                if (item.ValueKind == JsonValueKind.Object)
                    found.Add(read(item, at[i], faults));
                else
                    faults.WrongType(at[i], "an object", item);
            }
        }

        return found;
    }

    private static void Known(JsonElement element, Place at, Faults faults, params string[] known)
    {
        foreach (var field in element.EnumerateObject().Select(field => field.Name).Where(field => !known.Contains(field, StringComparer.Ordinal)))
            faults.Add(at[Fields.Shown(field)], "unknown_field", $"There is no field '{Fields.Shown(field)}' here; known are {string.Join(", ", known)}.");
    }

    private static void Distinct(IEnumerable<string> names, Place at, Faults faults)
    {
        foreach (var name in names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key))
            faults.Add(at, "duplicate_name", $"The name '{Fields.Shown(name)}' stands twice.");
    }
}
