using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rollcall.Server.Tests.Hostile;
using Xunit;

namespace Rollcall.Server.Tests.Reliability;

/// <summary>Four senders at work while the server is killed again and again: nothing acknowledged is lost, nothing is there twice, nothing is there by half.</summary>
[Collection(Alone.Name)]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 20;
    private const int Users = 300;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly string FirstDay = Now.AddDays(-3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Rows are moved to their months at every moment, and those moved leave the journal at the next start.
    private static readonly Dictionary<string, string> MovingOften = new() { ["Rollcall.Storage.MoveRows"] = "200", ["Rollcall.Storage.JournalLifetime"] = "00:00:00.2" };

    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-kill-").FullName;
    private readonly Sender[] _senders = [new(WithIds(), TimeSpan.Zero), new(WithoutIds(), TimeSpan.Zero), new(Lines(), TimeSpan.FromMilliseconds(100)), new(People(), TimeSpan.Zero)];

    private IEnumerable<Sending> Pending => _senders.Select(sender => sender.Pending).OfType<Sending>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_under_load_it_keeps_what_it_acknowledged_exactly_once()
    {
        var random = new Random(20_26);
        var slowest = TimeSpan.Zero;
        var server = await ServerProcess.Start(_folder, MovingOften);
        try
        {
            for (var round = 1; round <= Kills; round++)
            {
                using (var client = server.Client())
                {
                    var working = _senders.Select(sender => sender.Work(client, round, CancellationToken.None)).ToList();
                    await Task.Delay(random.Next(100, 500));
                    await server.Kill();
                    await Task.WhenAll(working).WaitAsync(TimeSpan.FromSeconds(90));
                }

                await server.DisposeAsync();
                var down = Stopwatch.StartNew();
                server = await ServerProcess.Start(_folder, MovingOften);
                using var reader = server.Client();
                await reader.GetStringAsync($"{HostileInteractions.Native}?limit=1");
                slowest = down.Elapsed > slowest ? down.Elapsed : slowest;
                await Check(reader, round);
            }

            // What got no answer in the end is sent once more, and all there is must be the model.
            using var last = server.Client();
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Task.WhenAll(_senders.Select(sender => sender.Work(last, Kills + 1, stop.Token)));
            Assert.Empty(Pending);
            await Check(last, null);
        }
        finally
        {
            await server.DisposeAsync();
        }

        output.WriteLine(
            $"{Kills} kills; acknowledged requests by sender {string.Join(", ", _senders.Select(sender => sender.Acknowledged))}; {_senders.Sum(sender => sender.Interactions.Count)} interactions, "
            + $"{_senders.Sum(sender => sender.People.Count)} people; slowest time to be ready and read from again {slowest.TotalSeconds:0.0} s (promised 5 s)");
        Assert.True(slowest < TimeSpan.FromSeconds(15), $"It took {slowest} to be ready again.");
        Assert.All(_senders, sender => Assert.True(sender.Acknowledged > 0));
        Assert.Empty(Directory.GetFiles(_folder, "*.damaged-*", SearchOption.AllDirectories));
        var (moved, inJournal) = Journal();
        Assert.True(moved > 10_000 && inJournal < moved, $"{moved} rows were moved, {inJournal} are in the journal.");
        Assert.True(_senders.Sum(sender => sender.Acknowledged) > Kills);
    }

    private (long Moved, long InJournal) Journal()
    {
        using var connection = new SqliteConnection($"Data Source={Directory.GetFiles(_folder, "project.db", SearchOption.AllDirectories).Single()};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT moved_through, (SELECT count(*) FROM interaction) FROM mover";
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Compares what is stored with the model, in the rounds that may have changed since the last time; all rounds for null.</summary>
    private async Task Check(HttpClient client, int? round)
    {
        var acknowledged = _senders.SelectMany(sender => sender.Interactions).ToDictionary();
        var pending = Pending.SelectMany(sending => sending.Interactions).ToHashSet(StringComparer.Ordinal);
        int?[] rounds = round is null ? [null] : [.. Pending.Select(sending => (int?)sending.Round).Append(round).Distinct()];
        var stored = new HashSet<string>(StringComparer.Ordinal);
        foreach (var asked in rounds)
        {
            var total = 0L;
            var before = stored.Count;
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await client.GetFromJsonAsync<JsonElement>(
                    $"{HostileInteractions.Native}?limit=1000{(asked is null ? "" : $"&events.round={asked}")}{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
                foreach (var text in page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("input").GetString()!))
                    Assert.True(stored.Add(text), $"'{text}' is there twice.");
                (cursor, total) = (page.GetProperty("next_cursor").GetString(), page.GetProperty("total").GetInt64());
            }

            Assert.Equal(total, stored.Count - before);
        }

        Assert.Empty(acknowledged.Where(entry => rounds.Contains(null) || rounds.Contains(entry.Value)).Select(entry => entry.Key).Except(stored, StringComparer.Ordinal));
        Assert.Empty(stored.Except(acknowledged.Keys, StringComparer.Ordinal).Except(pending, StringComparer.Ordinal));
        Assert.All(Pending.Where(sending => sending.IsWhole), sending => Assert.Contains(sending.Interactions.Count(stored.Contains), new[] { 0, sending.Interactions.Count }));

        var all = acknowledged.Keys.Union(stored, StringComparer.Ordinal).ToList();
        Assert.Equal(all.Count, (await client.GetFromJsonAsync<JsonElement>($"{HostileInteractions.Native}?limit=1")).GetProperty("total").GetInt64());
        var listed = await CheckPeople(client);
        await CheckNumbers(client, listed, [.. all.Select(UserOf).Distinct()]);
    }

    private async Task<List<string>> CheckPeople(HttpClient client)
    {
        var stored = (await client.GetFromJsonAsync<JsonElement>(HostilePeople.Nebuly)).GetProperty("users").EnumerateArray()
            .ToDictionary(user => user.GetProperty("end_user").GetString()!, user => user.GetProperty("tags").GetProperty("v").GetString()!, StringComparer.Ordinal);
        var acknowledged = _senders[3].People;
        var pending = _senders[3].Pending?.People ?? new Dictionary<string, string>();
        Assert.Empty(acknowledged.Keys.Except(stored.Keys, StringComparer.Ordinal));
        Assert.All(stored, person => Assert.True(
            acknowledged.GetValueOrDefault(person.Key) == person.Value || pending.GetValueOrDefault(person.Key) == person.Value, $"{person.Key} has '{person.Value}'."));
        Assert.Contains(pending.Count(person => stored.GetValueOrDefault(person.Key) == person.Value), new[] { 0, pending.Count });
        return [.. stored.Keys];
    }

    private static async Task CheckNumbers(HttpClient client, List<string> listed, List<string> active)
    {
        var to = Now.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var numbers = (await client.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/adoption?from={FirstDay}&to={to}")).GetProperty("total");
        Assert.Equal(
            (listed.Count, active.Count, active.Intersect(listed, StringComparer.Ordinal).Count(), active.Except(listed, StringComparer.Ordinal).Count()),
            (Number("eligible"), Number("active"), Number("active_eligible"), Number("shadow")));

        int Number(string name) => numbers.GetProperty(name).GetInt32();
    }

    private static Func<int, Sending> WithIds()
    {
        var n = 0;
        return round => Interactions(round, $"id-{++n}", [$"id-{n}"], isArray: false);
    }

    private static Func<int, Sending> WithoutIds()
    {
        var n = 0;
        return round => ++n % 2 == 0
            ? Interactions(round, null, [$"plain-{n}"], isArray: false)
            : Interactions(round, null, [.. Enumerable.Range(0, 7).Select(i => $"plain-{n}.{i}")], isArray: true);
    }

    private static Sending Interactions(int round, string? id, IReadOnlyList<string> texts, bool isArray)
    {
        var rows = string.Join(',', texts.Select(text => Interaction(round, id, text)));
        return new(round, HttpMethod.Post, HostileInteractions.Native, "application/json", isArray ? $"[{rows}]" : rows, IsWhole: true, texts, new Dictionary<string, string>());
    }

    // Two chunks: the first may be kept where the second one is not.
    private static Func<int, Sending> Lines()
    {
        var n = 0;
        return round =>
        {
            n++;
            var texts = Enumerable.Range(0, 2_500).Select(i => $"line-{n}.{i}").ToList();
            var body = string.Join('\n', texts.Select((text, i) => Interaction(round, i % 2 == 0 ? text : null, text)));
            return new(round, HttpMethod.Post, HostileInteractions.Native, "application/x-ndjson", body, IsWhole: false, texts, new Dictionary<string, string>());
        };
    }

    // In turn: ten more people and a new value for ten known ones, by PUT; ten more people by Nebuly's POST.
    private static Func<int, Sending> People()
    {
        var n = 0;
        return round =>
        {
            n++;
            var first = n / 2 * 10;
            var people = (n % 2 == 0 ? Enumerable.Range(Math.Max(0, first - 10), 20) : Enumerable.Range(first, 10).Select(i => i + 1_000_000))
                .ToDictionary(i => $"user-{i}", _ => $"{n}", StringComparer.Ordinal);
            var users = people.Select(person => new { end_user = person.Key, active_from = FirstDay, tags = new { v = person.Value } });
            var (method, path) = n % 2 == 0 ? (HttpMethod.Put, HostilePeople.Native) : (HttpMethod.Post, HostilePeople.Nebuly);
            return new(round, method, path, "application/json", JsonSerializer.Serialize(new { users }), IsWhole: true, [], people);
        };
    }

    private static string Interaction(int round, string? id, string text) => JsonSerializer.Serialize(new
    {
        id, end_user = UserOf(text), time_start = Now.AddSeconds(-StableHash(text) % 100_000).ToString("O"), input = text, tags = new { round = round.ToString(CultureInfo.InvariantCulture) },
    });

    private static string UserOf(string text) => $"user-{StableHash(text) % Users}";

    private static int StableHash(string text) => text.Aggregate(17, (hash, character) => ((hash * 31) + character) & 0xFFFFFF);
}
