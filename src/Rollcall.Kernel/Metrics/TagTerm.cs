using Rollcall.Kernel.Population;

namespace Rollcall.Kernel.Metrics;

/// <summary>
/// One condition on a tag: its value is one of <paramref name="Values"/>, or with <paramref name="Exclude"/> none of them. An absent tag has the empty value, so an
/// empty string among the values selects (or excludes) those without the tag.
/// </summary>
public sealed record TagTerm(string Key, IReadOnlyList<string> Values, bool Exclude = false)
{
    public bool Admits(TagSet tags) => Values.Contains(tags[Key] ?? "", StringComparer.Ordinal) != Exclude;
}
