namespace Rollcall.Storage.Registry;

/// <summary>An account's role in one project.</summary>
public sealed class Membership
{
    public required Guid AccountId { get; init; }

    public required string ProjectId { get; init; }

    public MemberRole Role { get; set; }
}
