namespace Rollcall.Storage.Projects;

/// <summary>
/// Which interactions are meant: those that hold, for every key, one of the values given for it. An empty value stands for the absence of the key.
/// The keys <c>model</c>, <c>agent</c> and <c>error</c> are the fields of that name, and where the field is empty the tag of that name.
/// </summary>
public sealed record EventFilterTerms(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    public static readonly EventFilterTerms None = new(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
}
