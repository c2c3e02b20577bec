using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Import;

/// <summary>The columns that a file names.</summary>
internal static class TableHead
{
    /// <summary>Finds each by its name.</summary>
    /// <exception cref="UnreadableFileException">Some are unknown, named twice, or missing; all are named.</exception>
    public static Column[] Find(string file, IEnumerable<string> names, IReadOnlyList<Column> known)
    {
        var (found, faults) = (new List<Column>(), new List<string>());
        foreach (var name in names)
        {
            if (known.FirstOrDefault(column => column.Name == name) is not { } column)
                faults.Add($"there is no column '{name}'");
            else if (found.Contains(column))
                faults.Add($"the column '{name}' is there twice");
            else
                found.Add(column);
        }

        faults.AddRange(known.Where(column => column.IsRequired && !found.Contains(column)).Select(column => $"the column '{column.Name}' is missing"));
        return faults.Count == 0 ? [.. found] : throw Refused(file, faults, known);
    }

    public static UnreadableFileException Refused(string file, IEnumerable<string> faults, IReadOnlyList<Column> known)
        => new($"{file} cannot be imported: {string.Join("; ", faults)}. Taken are {string.Join(", ", known.Select(column => column.Name))}.");
}
