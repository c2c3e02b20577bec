using Rollcall.Server.Hosting;
using Xunit;

namespace Rollcall.Server.Tests.Hosting;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("rollcall-folder-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_folder_is_held_by_one_server()
    {
        using (DataFolder.Open(_path))
        {
            var refusal = Assert.Throws<StartRefusedException>(() => DataFolder.Open(_path));
            Assert.Contains(_path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("ROLLCALL_DATA", refusal.Message, StringComparison.Ordinal);
        }

        DataFolder.Open(_path).Dispose();
    }

    [Fact]
    public void What_engines_spilled_is_wiped_at_the_next_start()
    {
        using (var folder = DataFolder.Open(_path))
        {
            Directory.CreateDirectory(Path.Combine(folder.Temporary, "spill"));
            File.WriteAllText(Path.Combine(folder.Temporary, "spill", "texts"), "of users");
        }

        using var again = DataFolder.Open(_path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(again.Temporary));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("nonsense")]
    [InlineData("restoring")]
    public void A_newer_or_unfinished_format_is_refused_and_left_alone(string format)
    {
        DataFolder.Open(_path).Dispose();
        File.WriteAllText(Path.Combine(_path, "format"), format);
        Assert.Throws<StartRefusedException>(() => DataFolder.Open(_path));
        Assert.Equal(format, File.ReadAllText(Path.Combine(_path, "format")));
    }

    [Fact]
    public void A_folder_that_cannot_be_is_refused_by_name()
    {
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");
        Assert.Contains(file, Assert.Throws<StartRefusedException>(() => DataFolder.Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_its_owner_may_look_inside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes");
        var path = Path.Combine(_path, "new");
        using var folder = DataFolder.Open(path);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inside in (string[])[path, folder.Projects, folder.ProtectionKeys, folder.Temporary])
            Assert.Equal(Private, OperatingSystem.IsWindows() ? Private : File.GetUnixFileMode(inside));
    }
}
