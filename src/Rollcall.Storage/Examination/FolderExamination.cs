using System.Globalization;
using Microsoft.Data.Sqlite;
using Rollcall.Storage.Registry;

namespace Rollcall.Storage.Examination;

/// <summary>
/// Looks at everything in a data folder, or in a backup, and changes nothing: whether each file can be read, whether what is said twice agrees, and whether
/// the index comes out the same whichever way it is built.
/// </summary>
public sealed class FolderExamination
{
    private readonly DataLayout _layout;
    private readonly TimeProvider _clock;
    private readonly Action<Finding> _found;
    private readonly List<ExaminedProject> _projects = [];

    private FolderExamination(DataLayout layout, TimeProvider clock, Action<Finding> found) => (_layout, _clock, _found) = (layout, clock, found);

    /// <summary>Examines a folder that no server uses, and returns its projects; those that cannot be read are left out.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">Tells what is recent.</param>
    /// <param name="found">Is told what was noticed, as it is.</param>
    /// <exception cref="StoreInUseException">A server uses the folder.</exception>
    public static IReadOnlyList<ExaminedProject> Examine(string folder, TimeProvider clock, Action<Finding> found)
    {
        var examination = new FolderExamination(new(Path.GetFullPath(folder)), clock, found);
        using var held = examination.Hold();
        examination.LookAtFormat();
        examination.LookAtRegistry();
        return examination._projects;
    }

    // Without writing into the lock: nothing is to change.
    private FileStream? Hold()
    {
        if (!File.Exists(_layout.LockFile))
            return null;
        try
        {
            return new(_layout.LockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new StoreInUseException($"A server uses the data folder {_layout.Root}. Stop it first, or make a backup and examine that.", held);
        }
    }

    private void LookAtFormat()
    {
        if (!File.Exists(_layout.FormatFile))
        {
            _found(new("format", "The file is missing, so this is no data folder, or an incomplete one."));
            return;
        }

        var text = File.ReadAllText(_layout.FormatFile).Trim();
        if (text is DataLayout.Restoring)
            _found(new("format", "A backup was being restored into the folder, which did not end."));
        else if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format > DataLayout.Format)
            _found(new("format", $"The folder has format '{text}'; this version of Rollcall knows {DataLayout.Format}."));
    }

    private void LookAtRegistry()
    {
        if (!File.Exists(_layout.RegistryFile))
        {
            _found(new("registry.db", "The file is missing."));
            return;
        }

        IReadOnlyList<RegisteredProject> projects;
        try
        {
            using var connection = UnchangedDatabase.Open(_layout.RegistryFile);
            foreach (var fault in UnchangedDatabase.Faults(connection))
                _found(new("registry.db", fault));
            projects = RegistryRead.Projects(connection);
        }
        catch (Exception broken) when (broken is SqliteException or RegistryTooNewException)
        {
            _found(new("registry.db", $"It cannot be read: {broken.Message}"));
            return;
        }

        foreach (var project in projects)
        {
            if (new ProjectExamination(_layout.Project(project.Id), project, _clock, _found).Examine() is { } examined)
                _projects.Add(examined);
        }

        if (Directory.Exists(_layout.Projects))
        {
            foreach (var unknown in Directory.EnumerateDirectories(_layout.Projects).Select(Path.GetFileName).Except(projects.Select(project => project.Id), StringComparer.Ordinal))
                _found(new($"projects/{unknown}", "The registry has no such project.", IsWrong: false));
        }
    }
}

/// <param name="Id">Of the project.</param>
/// <param name="Name">As the registry has it.</param>
/// <param name="Sequence">The newest interaction; 0 without any.</param>
/// <param name="Interactions">How many there are.</param>
/// <param name="Identifiers">Spellings of people.</param>
public sealed record ExaminedProject(string Id, string Name, long Sequence, long Interactions, long Identifiers);
