using Rollcall.Kernel.Population;

namespace Rollcall.Storage.Projects;

/// <summary>A person as the list shows it.</summary>
/// <param name="Person">The person's number.</param>
/// <param name="EndUser">As first spelled.</param>
/// <param name="Access">The interval that starts last, as sent; null for somebody without any.</param>
/// <param name="Tags">The tags that hold today.</param>
public sealed record ListedPerson(int Person, string EndUser, AccessInterval? Access, IReadOnlyDictionary<string, string> Tags);
