using System.Globalization;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>The folder <c>months</c> of a project: the names of its files, and how they come and go so that a power cut leaves the old or the new.</summary>
internal sealed class MonthFolder
{
    private readonly string _path;

    public MonthFolder(string projectFolder) =>
        (_path, Gate) = (Path.Combine(Path.GetFullPath(projectFolder), "months"), new(Path.GetFullPath(projectFolder)));

    public string Root => _path;

    /// <summary>To be entered by whoever changes a file.</summary>
    public MonthGate Gate { get; }

    public string FileOf(Month month) => Path.Combine(_path, $"{month}.duckdb");

    public string LogOf(Month month) => $"{FileOf(month)}.wal";

    /// <summary>Where a file is made before it gets its name; a name thus always means a whole file.</summary>
    public string NewFileOf(Month month) => Path.Combine(_path, $"{month}.new");

    /// <summary>Where what is added up of a month is kept.</summary>
    public string UseOf(Month month) => Path.Combine(_path, $"{month}.use");

    public bool Has(Month month) => File.Exists(FileOf(month));

    /// <summary>The months that have a file, oldest first.</summary>
    public IEnumerable<Month> All => !Directory.Exists(_path) ? [] : Directory.EnumerateFiles(_path, "????-??.duckdb")
        .Select(file => Path.GetFileNameWithoutExtension(file).Replace("-", "", StringComparison.Ordinal))
        .Select(digits => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new Month(number) : default)
        .Where(month => month.Number % 100 is >= 1 and <= 12).OrderBy(month => month.Number);

    /// <summary>Names of damaged files that were kept.</summary>
    public IEnumerable<string> SetAsides => !Directory.Exists(_path) ? [] : Directory.EnumerateFiles(_path, "*.damaged-*").Select(file => Path.GetFileName(file));

    /// <summary>Bytes of what was committed to a month since its last checkpoint; 0 where there is nothing.</summary>
    public long LogBytes(Month month) => new FileInfo(LogOf(month)) is { Exists: true } log ? log.Length : 0;

    /// <summary>Makes the folder if it is missing, and removes what an earlier attempt at a new file left.</summary>
    public void MakeRoom(Month month)
    {
        DirectorySync.CreateDirectory(_path);
        File.Delete(NewFileOf(month));
        File.Delete($"{NewFileOf(month)}.wal");
    }

    /// <summary>Gives a new file its name.</summary>
    public void Publish(Month month)
    {
        File.Move(NewFileOf(month), FileOf(month));
        Sync();
    }

    /// <summary>Puts a new file in the place of the old one, which is gone then. Nobody has it open, and it has no log.</summary>
    public void Replace(Month month)
    {
        File.Delete(UseOf(month));   // may know of what is gone now
        File.Delete(LogOf(month));   // empty
        File.Move(NewFileOf(month), FileOf(month), overwrite: true);
        Sync();
    }

    /// <summary>Makes names durable: those of new files, and those of the logs that the engine makes beside them. While there is no folder there are none.</summary>
    public void Sync()
    {
        if (Directory.Exists(_path))
            DirectorySync.Sync(_path);
    }

    /// <summary>Renames a damaged file and its log, which stay for whoever wants to save something from them.</summary>
    public void SetAside(Month month, DateTimeOffset now)
    {
        SetLogAside(month, now);
        Rename(FileOf(month), now);
    }

    /// <summary>Renames the log alone.</summary>
    public void SetLogAside(Month month, DateTimeOffset now) => Rename(LogOf(month), now);

    private void Rename(string file, DateTimeOffset now)
    {
        if (!File.Exists(file))
            return;
        var name = string.Create(CultureInfo.InvariantCulture, $"{file}.damaged-{now.UtcDateTime:yyyyMMdd'T'HHmmss}");
        var free = name;
        for (var i = 2; File.Exists(free); i++)
            free = $"{name}-{i}";
        File.Move(file, free);
        Sync();
    }
}
