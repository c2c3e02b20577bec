using System.Text.Json;
using Rollcall.Kernel.Metrics;

namespace Rollcall.Server.Metrics;

/// <summary>The wire names of the sets of people.</summary>
internal static class PeopleSets
{
    private static readonly Dictionary<string, PeopleSet> ByName =
        Enum.GetValues<PeopleSet>().ToDictionary(set => JsonNamingPolicy.SnakeCaseLower.ConvertName(set.ToString()), StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryParse(string name, out PeopleSet set) => ByName.TryGetValue(name, out set);
}
