using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>Counts of a project, for its data quality page.</summary>
/// <param name="Identifiers">Spellings of <c>end_user</c> met.</param>
/// <param name="Listed">People on the list now.</param>
/// <param name="UnlistedPeople">People who never were on it.</param>
/// <param name="Interactions">Interactions stored.</param>
/// <param name="Duplicates">Interactions received that were there already.</param>
/// <param name="Conflicts">Interactions received whose id another one had.</param>
/// <param name="RefusedUnlisted">Interactions refused because there were too many people who are not on the list.</param>
/// <param name="IncompleteMonths">Months that lost interactions with a damaged file; empty when all is well.</param>
public sealed record StoreStatistics(
    long Identifiers, long Listed, long UnlistedPeople, long Interactions, long Duplicates, long Conflicts, long RefusedUnlisted,
    IReadOnlyList<IncompleteMonth> IncompleteMonths)
{
    // On disk, never rename.
    internal const string DuplicatesName = "duplicates";
    internal const string ConflictsName = "conflicts";
    internal const string RefusedName = "refused_unlisted";
}
