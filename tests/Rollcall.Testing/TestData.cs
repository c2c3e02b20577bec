using System.Runtime.CompilerServices;

namespace Rollcall.Testing;

/// <summary>The files of <c>tests/data</c>, found from the place of this source file.</summary>
public static class TestData
{
    public static string PathOf(params string[] parts) => Path.Combine([Root(), .. parts]);

    public static IEnumerable<string> OracleCases() => Directory.EnumerateFiles(PathOf("oracle"), "case-*.json").Order(StringComparer.Ordinal);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "data"));
}
