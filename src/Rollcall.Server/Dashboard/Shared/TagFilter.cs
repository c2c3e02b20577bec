namespace Rollcall.Server.Dashboard.Shared;

/// <summary>
/// <c>people.KEY=VALUE</c>, or with <c>Not</c> <c>people.KEY.not=VALUE</c>. Values of one key are alternatives, keys narrow each other,
/// <c>Not</c> excludes. The empty value means: without the tag.
/// </summary>
public sealed record TagFilter(string Key, string Value, bool Not = false)
{
    /// <summary>By key, inclusions before exclusions, by value: the order of an address.</summary>
    public static readonly IComparer<TagFilter> Order = Comparer<TagFilter>.Create((a, b) =>
    {
        var key = string.CompareOrdinal(a.Key, b.Key);
        if (key != 0)
            return key;
        return a.Not != b.Not ? a.Not.CompareTo(b.Not) : string.CompareOrdinal(a.Value, b.Value);
    });

    /// <summary><c>Department is Sales</c>.</summary>
    public string Words => $"{Format.Label(Key)} {Verb} {ValueLabel}";

    public string Verb => Not ? "is not" : "is";

    public string ValueLabel => Value is "" ? "empty" : Value;
}
