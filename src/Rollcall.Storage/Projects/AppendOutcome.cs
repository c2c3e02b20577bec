namespace Rollcall.Storage.Projects;

/// <summary>What became of a list of interactions.</summary>
/// <param name="Rows">One per interaction, in order.</param>
public sealed record AppendOutcome(IReadOnlyList<AppendedRow> Rows)
{
    public int Count(RowStatus status) => Rows.Count(row => row.Status == status);
}

public enum RowStatus
{
    Accepted,

    /// <summary>The same record is there already.</summary>
    Duplicate,

    /// <summary>Another record with the same id is there already, and stays.</summary>
    Conflict,

    /// <summary>The person is not on the list, and there are as many such people as the project allows (<c>unlisted_people_limit</c>).</summary>
    UnlistedPeopleLimit,

    /// <summary>It starts in a month whose interactions were dropped (<c>beyond_retention</c>): whether it is there already cannot be told any more.</summary>
    BeyondRetention,
}

public readonly record struct AppendedRow(RowStatus Status, string? ExplicitId, UInt128 Identity)
{
    /// <summary>The id to answer with: the sender's own, else made from the content.</summary>
    public string Id => ExplicitId ?? Identity.ToString("x32");
}
