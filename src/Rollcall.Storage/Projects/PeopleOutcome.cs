namespace Rollcall.Storage.Projects;

/// <summary>What a people command did.</summary>
/// <param name="Users">One per entry of the command, in its order.</param>
public sealed record PeopleOutcome(IReadOnlyList<PersonResult> Users)
{
    public int Count(PersonStatus status) => Users.Count(user => user.Status == status);
}

/// <param name="EndUser">As first spelled.</param>
/// <param name="Status">What was done.</param>
/// <param name="Now">How the person stands on the list afterwards; for inserts and updates of people who are on it.</param>
public sealed record PersonResult(string EndUser, PersonStatus Status, ListedPerson? Now);

public enum PersonStatus
{
    Inserted,
    Updated,

    /// <summary>On the list, and as was asked already.</summary>
    Unchanged,

    /// <summary>Insert: on the list already. Update: not on it.</summary>
    Skipped,

    Deleted,

    /// <summary>Delete: nobody on the list has this id.</summary>
    Unknown,
}
