using Microsoft.Data.Sqlite;
using Rollcall.Kernel;
using Rollcall.Kernel.Activity;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Storage.Examination;

/// <summary>Looks at the store of one project: its database, its months, and the index made of them.</summary>
internal sealed class ProjectExamination(string folder, RegisteredProject project, TimeProvider clock, Action<Finding> found)
{
    // What must not be: the number of rows for which it is so, and what that means.
    private static readonly (string Sql, string Words)[] References =
    [
        ("SELECT count(*) - (coalesce(max(number), -1) + 1) FROM identifier", "The numbers of identifiers have gaps"),
        ("SELECT count(*) FROM person WHERE number NOT IN (SELECT person FROM identifier)", "People on the list have no identifier"),
        ("SELECT count(*) FROM access WHERE person NOT IN (SELECT number FROM person)", "Access belongs to nobody on the list"),
        ("SELECT count(*) FROM tag_version WHERE person NOT IN (SELECT number FROM person)", "Tags belong to nobody on the list"),
        ("SELECT count(*) FROM change WHERE person NOT IN (SELECT person FROM identifier)", "Changes belong to nobody"),
        ("SELECT count(*) FROM interaction WHERE identifier NOT IN (SELECT number FROM identifier)", "Interactions in the journal belong to nobody"),
        ("SELECT count(*) FROM interaction_text WHERE seq NOT IN (SELECT seq FROM interaction)", "Texts in the journal belong to no interaction"),
    ];

    private bool _isSound = true;

    /// <summary>Null where the store cannot be read.</summary>
    public ExaminedProject? Examine()
    {
        var file = ProjectFile.PathIn(folder);
        if (!File.Exists(file))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                Say(project.Id, "project.db is missing.");
            return new(project.Id, project.Name, 0, 0, 0);
        }

        var temporary = Directory.CreateTempSubdirectory("rollcall-doctor-").FullName;
        try
        {
            using var connection = UnchangedDatabase.Open(file);
            ProjectFile.RequireCurrent(connection);
            foreach (var fault in UnchangedDatabase.Faults(connection))
                Say("project.db", fault);
            foreach (var (sql, words) in References)
            {
                if (connection.Number(sql) is not 0 and var rows)
                    Say("project.db", $"{words}: {Math.Abs(rows)}.");
            }

            var ledger = MonthLedger.Read(connection);
            using var engine = new MonthEngine(new(folder), new() { IsReadOnly = true, TemporaryFolder = temporary }, clock);
            var months = new MonthsExamination(connection, engine, ledger, Say);
            months.Examine();
            var statistics = StatisticsRead.Read(connection);
            if (_isSound)
                LookAtIndex(connection, engine, ledger, statistics);
            return new(project.Id, project.Name, ProjectFile.LastSeq(connection), statistics.Interactions, statistics.Identifiers);
        }
        catch (Exception broken) when (broken is SqliteException or StoreFormatException or StoreUnavailableException or MonthDamagedException or TimeZoneNotFoundException or FormatException)
        {
            Say(project.Id, $"The store cannot be read: {broken.Message}");
            return null;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    // As a start builds it, twice, and once more from every row by itself.
    private void LookAtIndex(SqliteConnection connection, MonthEngine engine, MonthLedger ledger, StoreStatistics statistics)
    {
        var first = Load();
        var digest = IndexDigest.Of(first);
        if (digest != IndexDigest.Of(Load()))
            Say("index", "It is not the same when it is built twice.");
        if (digest.Interactions != statistics.Interactions)
            Say("index", $"It counts {digest.Interactions} interactions, the statistics {statistics.Interactions}.");
        var byRow = first.WithActivity(ActivityIndex.Of(EveryUse.Of(connection, engine, ledger, first.Calendar)));
        if (digest != IndexDigest.Of(byRow))
            Say("index", "Its activity is not that of the rows.");

        IndexSnapshot Load() => StoreLoader.Load(connection, project.Calendar, Kernel.Time.Timestamp.ToMicroseconds(clock.GetUtcNow()), engine).Index.Snapshot();
    }

    private void Say(string where, string words) => Say(where, words, isWrong: true);

    private void Say(string where, string words, bool isWrong)
    {
        _isSound &= !isWrong;
        found(new(where == project.Id ? $"project {project.Name} ({project.Id})" : $"project {project.Name} ({project.Id}), {where}", words, isWrong));
    }
}
