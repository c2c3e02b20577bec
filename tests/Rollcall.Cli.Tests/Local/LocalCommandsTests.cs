using Xunit;

namespace Rollcall.Cli.Tests.Local;

public sealed class LocalCommandsTests
{
    [Fact]
    public async Task A_backup_is_made_looked_at_restored_and_sound()
    {
        using var folder = await DataFolderFixture.Create();
        var (backup, restored) = (folder.Beside("backup"), folder.Beside("restored"));
        var made = await Commands.Run("backup", backup, "--data", folder.Data);
        Assert.Equal((0, true), (made.Code, made.Error.Contains("project Acme (acmeacmeacme): 3 interactions through 3", StringComparison.Ordinal)));
        var verified = await Commands.Run("restore", backup, "--verify");
        Assert.Equal((0, "Nothing is wrong: made at 2026-11-18 13:05:00Z, files 3, projects 1, interactions 3.\n"), (verified.Code, verified.Output));
        Assert.Equal(0, (await Commands.Run("restore", backup, "--to", restored)).Code);
        var examined = await Commands.Run("doctor", restored);
        Assert.Equal((0, "Nothing is wrong: projects 1, interactions 3.\n"), (examined.Code, examined.Output));
        Assert.Equal(0, (await Commands.Run(new() { ["ROLLCALL_DATA"] = restored }, ["doctor"])).Code);
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_words_and_by_the_exit_code()
    {
        using var folder = await DataFolderFixture.Create();
        var backup = folder.Beside("backup");
        await Commands.Run("backup", backup, "--data", folder.Data);
        await using (var file = File.OpenWrite(folder.Database))
            file.SetLength(file.Length / 2);
        var examined = await Commands.Run("doctor", folder.Data);
        Assert.Equal(1, examined.Code);
        Assert.StartsWith("wrong: project Acme (acmeacmeacme)", examined.Output, StringComparison.Ordinal);
        File.Copy(folder.Database, Path.Combine(backup, "projects", "acmeacmeacme", "project.db"), overwrite: true);
        var verified = await Commands.Run("restore", backup, "--verify");
        Assert.Equal(1, verified.Code);
        Assert.Contains("wrong: projects/acmeacmeacme/project.db: The file has ", verified.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Commands.Run("restore", backup, "--to", folder.Beside("restored"))).Code);
    }

    [Fact]
    public async Task Folders_that_do_not_fit_are_named()
    {
        using var folder = await DataFolderFixture.Create();
        foreach (var (args, named) in (IEnumerable<(string[], string)>)
        [
            (["backup", Path.Combine(folder.Data, "b"), "--data", folder.Data], "within the data folder"),
            (["backup", Path.GetDirectoryName(folder.Data)!, "--data", folder.Data], "not empty"),
            (["backup", folder.Beside("b"), "--data", folder.Beside("nowhere")], "nowhere"),
            (["restore", folder.Data, "--to", folder.Beside("b")], "manifest.json"),
            (["restore", folder.Data], "--verify"),
            (["restore", folder.Data, "--verify", "--to", folder.Beside("b")], "--verify"),
        ])
        {
            var refused = await Commands.Run(args);
            Assert.Equal(2, refused.Code);
            Assert.Contains(named, refused.Error + refused.Output, StringComparison.Ordinal);
        }

        await using (new FileStream(Path.Combine(folder.Data, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var inUse = await Commands.Run("doctor", folder.Data);
            Assert.Equal(2, inUse.Code);
            Assert.Contains("A server uses", inUse.Error, StringComparison.Ordinal);
            Assert.Equal(0, (await Commands.Run("backup", folder.Beside("b"), "--data", folder.Data)).Code);
        }
    }
}
