using Rollcall.Kernel.Population;

namespace Rollcall.Storage.Projects;

/// <summary>
/// One person while a command is being decided: as loaded, and as it is to be. Intervals and versions are replaced, never changed in place.
/// </summary>
internal sealed class PersonDraft
{
    private static readonly List<AccessRow> NoAccess = [];
    private static readonly List<TagRow> NoTags = [];

    /// <summary>Somebody who was never on the list.</summary>
    public PersonDraft(string text, string folded, int person)
        : this(text, folded, person, Listing.Never, NoAccess, NoTags)
    {
    }

    public PersonDraft(string text, string folded, int person, Listing listing, List<AccessRow> accessRows, List<TagRow> tagRows)
    {
        (Text, Folded, Person, IsNew, ListingBefore, Listing, AccessRows) = (text, folded, person, person < 0, listing, listing, accessRows);
        AccessBefore = Access = accessRows.Count == 0 ? [] : accessRows.ConvertAll(row => row.Interval);
        TagsBefore = Tags = tagRows;
    }

    /// <summary>The first spelling.</summary>
    public string Text { get; }

    public string Folded { get; }

    /// <summary>The person's number; -1 while an identifier that was not met before is not put on the list.</summary>
    public int Person { get; set; }

    /// <summary>Whether the identifier was not met before.</summary>
    public bool IsNew { get; }

    public Listing ListingBefore { get; }

    public Listing Listing { get; set; }

    public IReadOnlyList<AccessRow> AccessRows { get; }

    public IReadOnlyList<AccessInterval> AccessBefore { get; }

    public IReadOnlyList<AccessInterval> Access { get; set; }

    public List<TagRow> TagsBefore { get; }

    public List<TagRow> Tags { get; set; }

    /// <summary>Kind of the entry in the log of changes.</summary>
    public string Kind { get; set; } = "changed";

    public bool IsChanged => Listing != ListingBefore || Access != AccessBefore || Tags != TagsBefore;
}
