namespace Rollcall.Demo;

/// <summary>A person with everything that the list will ever say of them.</summary>
/// <param name="Number">0, 1, 2 ... in the company.</param>
/// <param name="EndUser">An address, unique in the company.</param>
/// <param name="Access">Half-open, in order, not touching; open where <c>To</c> is null. Empty for a contractor who was never put on the list.</param>
/// <param name="Tags">Versions in order of their day; the first holds from the beginning (<c>From</c> null). Empty for a contractor not on the list.</param>
public sealed record DemoPerson(
    int Number,
    string EndUser,
    IReadOnlyList<(DateOnly From, DateOnly? To)> Access,
    IReadOnlyList<(DateOnly? From, IReadOnlyDictionary<string, string> Tags)> Tags);
