using Rollcall.Storage.Projects;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class CheckpointerTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_reader_holds_back_is_not_left_to_the_writer()
    {
        var file = ProjectFile.Open(_folder.Path);
        using var writer = file.OpenForWriting();
        writer.Run("CREATE TABLE filler (bytes BLOB)");
        var checkpointer = new Checkpointer(file, everyPages: 1, exception => Assert.Fail(exception.Message));
        using (var reader = file.OpenForReading())
        {
            reader.Run("BEGIN");
            Assert.Equal(0, reader.Number("SELECT count(*) FROM filler"));
            writer.Run("INSERT INTO filler VALUES (zeroblob(10000000))");
            Assert.False(await IsThrough());
        }

        Assert.True(await IsThrough());
        Assert.False(checkpointer.TakeThrough());

        async Task<bool> IsThrough()
        {
            checkpointer.Wrote(1);
            await checkpointer.Stop();
            return checkpointer.TakeThrough();
        }
    }
}
