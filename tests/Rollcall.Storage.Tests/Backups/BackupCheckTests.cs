using Rollcall.Storage.Backups;
using Rollcall.Storage.Examination;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Months;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Backups;

public sealed class BackupCheckTests
{
    [Fact]
    public async Task A_sound_backup_has_no_faults_and_stays_as_it_is_byte_by_byte()
    {
        using var copies = await Filled();
        var (backup, manifest) = await copies.Backup();
        var before = Bytes(backup);
        List<Finding> findings = [];
        Assert.Equal(manifest.CreatedAt, (await BackupCheck.Check(backup, copies.Clock, findings.Add, default)).CreatedAt);
        Assert.Empty(findings);
        Assert.Equal(before, Bytes(backup));
        Assert.Equal(48, manifest.Projects[0].Interactions);
    }

    [Fact]
    public async Task One_wrong_byte_in_any_file_is_found()
    {
        using var copies = await Filled();
        var (backup, manifest) = await copies.Backup();
        foreach (var copied in manifest.Files)
        {
            var file = Path.Combine(backup, copied.Path);
            var whole = await File.ReadAllBytesAsync(file);
            var damaged = whole.ToArray();
            damaged[damaged.Length / 2] ^= 0x10;
            await File.WriteAllBytesAsync(file, damaged);
            Assert.Contains(await Findings(copies, backup), finding => finding.Where == copied.Path && finding.IsWrong);
            await File.WriteAllBytesAsync(file, whole);
        }

        Assert.Empty(await Findings(copies, backup));
    }

    [Fact]
    public async Task What_is_missing_cut_off_added_or_said_wrongly_is_found()
    {
        using var copies = await Filled();
        var (backup, manifest) = await copies.Backup();
        var month = Path.Combine(backup, manifest.Files[^1].Path);
        var whole = await File.ReadAllBytesAsync(month);
        await File.WriteAllBytesAsync(month, whole[..^10]);
        Assert.Contains(await Findings(copies, backup), finding => finding.Where == manifest.Files[^1].Path);
        File.Delete(month);
        Assert.Contains(await Findings(copies, backup), finding => finding.Where == manifest.Files[^1].Path);
        await File.WriteAllBytesAsync(month, whole);

        var added = Path.Combine(backup, "projects", DataCopies.Acme, "project.db-wal");
        await File.WriteAllTextAsync(added, "");
        Assert.Equal(["The file is not part of the backup."], (await Findings(copies, backup)).Select(finding => finding.Words));
        File.Delete(added);

        var file = Path.Combine(backup, BackupManifest.FileName);
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"interactions\": 48", "\"interactions\": 49", StringComparison.Ordinal));
        Assert.Equal(["It holds 48 interactions through 48; the manifest says 49 through 48."], (await Findings(copies, backup)).Select(finding => finding.Words));
        foreach (var broken in (string[])[text[..^20], "null", "{}", text.Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal), text.Replace("\"registry.db\"", "\"../registry.db\"", StringComparison.Ordinal)])
        {
            await File.WriteAllTextAsync(file, broken);
            await Assert.ThrowsAsync<BackupException>(() => Findings(copies, backup));
        }
    }

    private static async Task<List<Finding>> Findings(DataCopies copies, string backup)
    {
        List<Finding> findings = [];
        await BackupCheck.Check(backup, copies.Clock, findings.Add, default);
        return findings;
    }

    private static async Task<DataCopies> Filled()
    {
        var copies = await DataCopies.Create();
        await using var store = copies.Open(MonthFiles.Eager with { MoveRows = 1_000 });
        await store.Upsert(new PersonEntry("ann") { Access = Intervals("2026-01-01.."), Tags = Tags("team", "red") });
        await store.Add([.. Enumerable.Range(0, 40).Select(i => Use($"person {i % 7}", $"2026-0{(i % 3) + 3}-10T09:00:00Z", id: $"{i}"))]);
        await store.MoveAll();
        await store.Add([.. Enumerable.Range(40, 8).Select(i => Use("ann", "2026-05-11T09:00:00Z", id: $"{i}"))]);
        return copies;
    }

    private static List<string> Bytes(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")];
}
