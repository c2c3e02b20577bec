using System.Globalization;

namespace Rollcall.Bench.Years;

/// <summary>What the files of a project hold on the disk.</summary>
/// <param name="Journal"><c>project.db</c> with its log.</param>
/// <param name="Months">The files of the months, by name, with their logs.</param>
/// <param name="LargestLog">Of those.</param>
internal sealed record FolderBytes(long Journal, IReadOnlyDictionary<string, long> Months, long LargestLog)
{
    public static FolderBytes Of(string project)
    {
        long journal = 0, largest = 0;
        var months = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(project).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var bytes = Length(file);
            if (file.Directory!.Name != "months")
            {
                journal += bytes;
                continue;
            }

            var month = file.Name.Split('.')[0];
            months[month] = months.GetValueOrDefault(month) + bytes;
            if (file.Extension == ".wal")
                largest = Math.Max(largest, bytes);
        }

        return new(journal, months, largest);
    }

    public long Total => Journal + Months.Values.Sum();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"journal {Journal / 1_000_000:N0} MB, months {Months.Values.Sum() / 1_000_000:N0} MB");

    // Logs come and go meanwhile.
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
