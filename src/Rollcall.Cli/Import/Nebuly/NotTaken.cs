using System.Text.Json.Serialization;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>What a source had, or had not, that the import says at its end.</summary>
internal sealed class NotTaken
{
    /// <summary>Labels made by a language model: how many interactions have each.</summary>
    public SortedDictionary<string, long> Labels { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Other fields that have no place here.</summary>
    public SortedDictionary<string, long> Fields { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Interactions without input and output: the source hides them, or has none.</summary>
    public long WithoutText { get; set; }

    /// <summary>Interactions of which the source does not say to which conversation they belong.</summary>
    public long WithoutConversation { get; set; }

    [JsonIgnore]
    public IEnumerable<string> Sentences
    {
        get
        {
            if (Labels.Count > 0)
                yield return $"Not taken over, since labels have no place here: {List(Labels)}.";
            if (Fields.Count > 0)
                yield return $"Not taken over, since these fields have no place here: {List(Fields)}.";
            if (WithoutText > 0)
                yield return $"{WithoutText:N0} interactions came without text: the source hides it or has none.";
            if (WithoutConversation > 0)
                yield return $"{WithoutConversation:N0} interactions came without a conversation: each has one of its own.";
        }
    }

    public static void Add(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static string List(SortedDictionary<string, long> counts) => string.Join(", ", counts.Select(pair => $"{pair.Key} ({pair.Value:N0})"));
}
