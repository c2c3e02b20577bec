using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Storage.Registry;

/// <summary>The columns of <see cref="CountingRules"/> in the project's row; lists are JSON. Names and JSON are on disk, never rename.</summary>
internal static class CountingColumns
{
    public static void Map(ComplexPropertyBuilder<CountingRules> rules)
    {
        rules.Property(r => r.MinInteractions).HasColumnName("MinInteractions");
        rules.Property(r => r.Events).HasColumnName("Events").HasConversion(new Terms(), new ByReference<IReadOnlyList<TagTerm>>());
        rules.Property(r => r.Excluded).HasColumnName("Excluded").HasConversion(new TextList(), TextList.Comparer);
        rules.Property(r => r.LatenessDays).HasColumnName("LatenessDays");
        rules.Property(r => r.SmallestGroup).HasColumnName("SmallestGroup");
        rules.Property(r => r.Goal).HasColumnName("Goal");
    }

    private sealed class Terms() : ValueConverter<IReadOnlyList<TagTerm>, string>(
        terms => JsonSerializer.Serialize(terms, CountingJson.Default.IReadOnlyListTagTerm),
        json => JsonSerializer.Deserialize(json, CountingJson.Default.IReadOnlyListTagTerm)!);

}

/// <summary>A list of texts in one column, as JSON.</summary>
internal sealed class TextList() : ValueConverter<IReadOnlyList<string>, string>(
    texts => JsonSerializer.Serialize(texts, CountingJson.Default.IReadOnlyListString),
    json => JsonSerializer.Deserialize(json, CountingJson.Default.IReadOnlyListString)!)
{
    public static readonly ValueComparer<IReadOnlyList<string>> Comparer = new ByReference<IReadOnlyList<string>>();
}

// The lists are never changed in place, so another list is another value.
internal sealed class ByReference<T>() : ValueComparer<T>((a, b) => ReferenceEquals(a, b), list => list!.GetHashCode(), list => list)
    where T : class;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<TagTerm>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CountingJson : JsonSerializerContext;
