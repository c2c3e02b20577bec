using System.Text;
using Rollcall.Storage.Projects;
using static Rollcall.Storage.Tests.Projects.Short;
using Xunit;

namespace Rollcall.Storage.Tests.Projects;

public sealed class IdempotencyTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_request_gets_the_answer_kept_and_another_body_is_refused_also_after_a_restart()
    {
        await using (var store = _folder.Open())
        {
            Assert.Null(store.FindAnswer("k"));
            Assert.NotNull((await Add(store, "k", "body")).Done);
            Assert.Equal("body", Encoding.UTF8.GetString(store.FindAnswer("k")!.BodyHash.Span));
            Assert.Equal("1 accepted", Answer(await Add(store, "k", "body")));
            Assert.IsType<StoreRefusal.KeyReused>((await Add(store, "k", "other")).Refusal);
        }

        await using var again = _folder.Open();
        Assert.Equal("1 accepted", Answer(await Add(again, "k", "body")));
        Assert.IsType<StoreRefusal.KeyReused>((await Add(again, "k", "other")).Refusal);
        Assert.Equal(1, again.Stored());
    }

    [Fact]
    public async Task A_request_still_at_work_is_named()
    {
        using var gate = new ManualResetEventSlim();
        await using var store = _folder.Open(new() { At = at => { if (at == StorePoint.Commit) gate.Wait(); } });
        var first = Add(store, "k", "body");
        Assert.IsType<StoreRefusal.KeyInProgress>((await Add(store, "k", "body")).Refusal);
        gate.Set();
        Assert.NotNull((await first).Done);
        Assert.NotNull((await Add(store, "k", "body")).Replay);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_request_that_was_refused()
    {
        await using var store = _folder.Open();
        await store.Insert(new PersonEntry("ann"));
        var wrong = new PeopleCommand.Update([new("ann") { ActiveTo = new(Bound("2026-01-01")) }], "test");
        var right = new PeopleCommand.Update([new("ann") { ActiveTo = new(Bound("2026-07-01")) }], "test");
        Idempotency<PeopleOutcome> Key(string body) => new("k", Encoding.UTF8.GetBytes(body), _ => new(200, default));
        Assert.IsType<StoreRefusal.Faulty>((await store.Write(wrong, Key("wrong"), CancellationToken.None)).Refusal);
        Assert.NotNull((await store.Write(right, Key("right"), CancellationToken.None)).Done);
        Assert.Equal(200, (await store.Write(right, Key("right"), CancellationToken.None)).Replay!.Status);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_made_fails_its_own_request_and_stores_nothing()
    {
        await using var store = _folder.Open();
        Idempotency<AppendOutcome> broken = new("k", new byte[] { 1 }, _ => throw new InvalidOperationException("bug"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Append([Use("ann")], broken, CancellationToken.None));
        Assert.Equal(0, store.Stored());
        Assert.Null(store.FindPerson("ann"));
    }

    [Fact]
    public async Task Answers_are_forgotten_after_more_than_a_day()
    {
        await using var store = _folder.Open();
        await Add(store, "old", "body");
        _folder.Clock.Advance(TimeSpan.FromHours(24));
        await Add(store, "k1", "body");
        Assert.NotNull((await Add(store, "old", "body")).Replay);
        _folder.Clock.Advance(TimeSpan.FromHours(2));
        await Add(store, "k2", "body");
        Assert.NotNull((await Add(store, "old", "other")).Done);
        Assert.NotNull((await Add(store, "k1", "body")).Replay);
    }

    private static Task<WriteResult<AppendOutcome>> Add(ProjectStore store, string key, string body) => store.Append(
        [Use("ann")],
        new(key, Encoding.UTF8.GetBytes(body), outcome => new(200, Encoding.UTF8.GetBytes($"{outcome.Count(RowStatus.Accepted)} accepted"))),
        CancellationToken.None);

    private static string Answer(WriteResult<AppendOutcome> result) => Encoding.UTF8.GetString(result.Replay!.Body.Span);
}
