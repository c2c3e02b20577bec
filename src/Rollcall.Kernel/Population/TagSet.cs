namespace Rollcall.Kernel.Population;

/// <summary>The tags that someone holds at one time, keys in code point order. Immutable; equal tag sets of a project are one object.</summary>
public sealed class TagSet
{
    public static readonly TagSet None = new([]);

    private readonly KeyValuePair<string, string>[] _tags;

    internal TagSet(KeyValuePair<string, string>[] tags) => _tags = tags;

    public IReadOnlyList<KeyValuePair<string, string>> Tags => _tags;

    /// <summary>The value of a tag, or null when the tag is absent.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (var tag in _tags)
            {
                if (string.Equals(tag.Key, key, StringComparison.Ordinal))
                    return tag.Value;
            }

            return null;
        }
    }
}
