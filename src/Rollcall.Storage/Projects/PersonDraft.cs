using Rollcall.Kernel.Population;

namespace Rollcall.Storage.Projects;

/// <summary>One person while a command is being decided: as loaded, and as it is to be.</summary>
internal sealed class PersonDraft(string text, string folded, int person, Listing listing, List<AccessRow> accessRows, List<TagRow> tagRows)
{
    /// <summary>The first spelling.</summary>
    public string Text { get; } = text;

    public string Folded { get; } = folded;

    /// <summary>The person's number; -1 for an identifier not met before.</summary>
    public int Person { get; set; } = person;

    public Listing ListingBefore { get; } = listing;

    public IReadOnlyList<AccessRow> AccessBefore { get; } = accessRows;

    public IReadOnlyList<TagRow> TagsBefore { get; } = tagRows;

    public Listing Listing { get; set; } = listing;

    public IReadOnlyList<AccessInterval> Access { get; set; } = [.. accessRows.Select(row => row.Interval)];

    public List<TagRow> Tags { get; set; } = tagRows;

    /// <summary>Kind of the entry in the log of changes.</summary>
    public string Kind { get; set; } = "changed";
}
