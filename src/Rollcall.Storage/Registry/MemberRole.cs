namespace Rollcall.Storage.Registry;

/// <summary>What an account may do in a project; a smaller number includes every larger one. On disk, never renumber.</summary>
public enum MemberRole
{
    /// <summary>Settings, keys and members besides everything an analyst sees.</summary>
    Owner = 1,

    /// <summary>People by name and their interactions, besides the numbers.</summary>
    Analyst = 2,

    /// <summary>Numbers only.</summary>
    Viewer = 3,
}
