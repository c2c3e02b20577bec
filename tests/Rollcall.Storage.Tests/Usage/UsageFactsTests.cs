using Microsoft.Data.Sqlite;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Usage;

public sealed class UsageFactsTests : IDisposable
{
    private static readonly string?[] Feedback =
        [null, null, null, """[{"slug":"thumbs_up"}]""", """[{"slug":"thumbs_down","text":"no"},{"slug":"regenerate"}]""", """[{"slug":"rating","value":2}]""", """[{"slug":"rating","value":4},{"slug":"paste"}]""", """[{"slug":"rating","value":3},7,null,"thumbs_up",{"slug":[1]}]""", "[]"];

    private static readonly string?[] Traces =
        [null, """[{"source":"a.docx"},{"source":"b.docx"},{"source":"a.docx"}]""", """{"traces":[{"source":"b.docx"},{"model":"m"}],"context":{"system_prompt":"s"}}""", """[{"source":null},3,{"source":["x"]}]""", """[{"source":1e999}]""", "[]"];

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_number_is_that_of_the_interactions_counted_one_by_one(int seed)
    {
        var random = new Random(seed);
        await using var store = _folder.Open();
        var rows = Enumerable.Range(0, 400).Select(i => Some(random, i)).ToArray();
        await store.Add(rows[..150]);
        await store.MoveAll();
        await store.Add(rows[150..300]);
        await store.MoveAll();
        await store.Add(rows[300..]);
        var through = store.Index.Snapshot().ThroughSeq;
        var people = rows.Select(row => row.EndUser).Distinct(StringComparer.Ordinal).ToDictionary(id => id, id => store.FindPerson(id)!.Value, StringComparer.Ordinal);

        // Thirteen weeks in cells of four, the last of which is not looked at; and a scope that cuts rows off on both sides.
        long[] bounds = [.. Enumerable.Range(0, 14).Select(week => Micros("2026-03-08T00:00:00Z") + (week * 7L * 86_400_000_000))];
        int?[] cells = [.. Enumerable.Range(0, 13).Select(week => week == 12 ? (int?)null : week / 4)];
        foreach (var (keys, minimum, admitted) in new (string[], int, bool)[] { ([], 1, false), (["model"], 1, true), (["agent", "k"], 1, false), (["error"], 3, true), (["absent"], 2, false) })
        {
            var scope = new UsageScope { Bounds = bounds, ThroughSeq = through, Keys = [.. keys.Select(key => new UsageKey.Term(key))] };
            var stretches = people.Where(person => person.Value % 3 != 0).SelectMany(person => new[] { (person.Value, 0, 3), (person.Value, 6, 12) }).ToList();
            var cut = new UsageCut(cells, admitted ? stretches : null, minimum);
            var (whole, groups) = store.Count(scope, facts => (facts.Cells(cut), facts.Groups(cut)));

            var spans = rows.Select(row => (Row: row, Span: Array.FindLastIndex(bounds, bound => bound <= row.TimeStart))).Where(row => row.Span is >= 0 and < 13).ToList();
            var counted = spans.GroupBy(row => (row.Row.EndUser, row.Span)).Where(days => days.Count() >= minimum).SelectMany(days => days)
                .Where(row => cells[row.Span] is not null && (!admitted || stretches.Any(s => s.Value == people[row.Row.EndUser] && s.Item2 <= row.Span && row.Span <= s.Item3))).ToList();
            Assert.Equal(
                counted.GroupBy(row => cells[row.Span]!.Value).OrderBy(cell => cell.Key).Select(cell => (cell.Key, NaiveUsage.Of([.. cell.Select(row => row.Row)]))),
                whole.Select(row => (row.Cell, row.Counts)));
            var expected = counted.GroupBy(row => (Cell: cells[row.Span]!.Value, Values: string.Join('|', keys.Select(key => NaiveUsage.Value(row.Row, key) ?? "none"))))
                .ToDictionary(group => group.Key, group => NaiveUsage.Of([.. group.Select(row => row.Row)]));
            Assert.Equal(expected, groups.ToDictionary(row => (row.Cell, Values: string.Join('|', row.Values.Select(value => value ?? "none"))), row => row.Counts));
            Assert.True(keys.Length > 0 ? groups.Count > whole.Count || keys[0] == "absent" : groups.SequenceEqual(whole, new SameCell()));
        }
    }

    [Fact]
    public async Task While_it_counts_the_log_of_the_journal_can_begin_anew()
    {
        await using var store = _folder.Open();
        await store.Add(Use("ann", id: "1"));
        await store.MoveAll();
        await store.Add(Use("ann", id: "2"));
        var scope = new UsageScope { Bounds = [0, long.MaxValue], ThroughSeq = 2 };
        Assert.Equal((0, 2), store.Count(scope, facts => (Truncate(), facts.Count())));

        long Truncate()
        {
            using var connection = new SqliteConnection($"Data Source={_folder.Path}/project.db;Pooling=False");
            connection.Open();
            return connection.Number("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Conditions_and_keys_of_people_sources_and_feedback_find_what_they_say(int seed)
    {
        var random = new Random(seed);
        await using var store = _folder.Open();
        var rows = Enumerable.Range(0, 200).Select(i => Some(random, i)).ToArray();
        await store.Add(rows[..120]);
        await store.MoveAll();
        await store.Add(rows[120..]);
        var scope = new UsageScope { Bounds = [Micros("2026-01-01T00:00:00Z"), Micros("2027-01-01T00:00:00Z")], ThroughSeq = store.Index.Snapshot().ThroughSeq };
        var cases = new (UsageCondition Condition, Func<InteractionRecord, bool> Meets)[]
        {
            (new UsageCondition.Of(["p1", " p2", "nobody", ""], false), row => row.EndUser is "p1" or "p2"),
            (new UsageCondition.Of(["nobody"], false), _ => false),
            (new UsageCondition.Tagged("k", ["x", ""], false), row => row.Tags?.GetValueOrDefault("k") is null or "x"),
            (new UsageCondition.Tagged("model", ["m0"], false), row => row.Tags?.GetValueOrDefault("model") == "m0"),
            (new UsageCondition.Judged(FeedbackKinds.NegativeExplicit | FeedbackKinds.PositiveImplicit, false), row => (NaiveUsage.Feedback(row.Feedback) & (FeedbackKinds.NegativeExplicit | FeedbackKinds.PositiveImplicit)) != FeedbackKinds.None),
            (new UsageCondition.From(["a.docx"], false), row => row.Traces == Traces[1]),
            (new UsageCondition.From(["b.docx", "' OR 1=1"], false), row => row.Traces == Traces[1] || row.Traces == Traces[2]),
            (new UsageCondition.Never(false), _ => false),
        };
        foreach (var (condition, meets) in cases)
        {
            var expected = rows.Where(meets).OrderByDescending(row => row.TimeStart).Select(row => row.Id).ToList();
            Assert.Equal(expected.Order(), Ids(condition).Order());
            Assert.Equal(rows.Length - expected.Count, Ids(condition with { Exclude = true }).Count);
        }

        var sources = Groups(new UsageKey.Source());
        Assert.Equal(rows.Count(row => row.Traces == Traces[1]), sources["a.docx"]);
        Assert.Equal(rows.Count(row => row.Traces == Traces[1] || row.Traces == Traces[2]), sources["b.docx"]);
        Assert.Equal(rows.Count(row => row.Traces is null or "[]" || row.Traces == Traces[3] || row.Traces == Traces[4]), sources["none"]);
        var feedback = Groups(new UsageKey.Feedback());
        Assert.Equal(rows.Count(row => NaiveUsage.Feedback(row.Feedback).HasFlag(FeedbackKinds.NegativeImplicit)), feedback["8"]);
        Assert.Equal(rows.Count(row => NaiveUsage.Feedback(row.Feedback) == FeedbackKinds.None), feedback["none"]);
        var people = Groups(new UsageKey.Person());
        Assert.Equal(rows.Count(row => row.EndUser == "p1"), people[$"{store.FindPerson("p1")}"]);
        Assert.Equal(rows.Length, Groups(new UsageKey.Nothing())["none"]);
        Assert.Equal(rows.Select(row => row.ConversationId ?? row.Id).Distinct().Count(), Groups(new UsageKey.Conversation()).Count);

        List<string> Ids(UsageCondition condition) =>
            [.. store.Interactions(store.Count(scope with { Conditions = [condition] }, facts => facts.Newest(0, 1_000).Select(row => row.Seq).ToList())).Select(row => row.Id)];

        Dictionary<string, long> Groups(UsageKey key) =>
            store.Count(scope with { Keys = [key] }, facts => facts.Groups(new([0]))).ToDictionary(row => row.Values[0] ?? "none", row => row.Counts.Interactions, StringComparer.Ordinal);
    }

    [Fact]
    public async Task People_kept_between_two_spans_are_those_of_both()
    {
        await using var store = _folder.Open();
        await store.Add(
            Use("ann", "2026-05-01T09:00:00Z", "1"), Use("ann", "2026-05-11T09:00:00Z", "2"), Use("bob", "2026-05-01T09:00:00Z", "3"), Use("cid", "2026-05-11T09:00:00Z", "4"),
            Use("ann", "2026-05-12T09:00:00Z", "5") with { Model = "m" });
        var scope = new UsageScope { Bounds = [Micros("2026-05-01T00:00:00Z"), Micros("2026-05-10T00:00:00Z"), Micros("2026-05-20T00:00:00Z")], ThroughSeq = 5, Keys = [new UsageKey.Term("model")] };
        store.Count(scope, facts =>
        {
            Assert.Equal(1, Assert.Single(facts.Kept(new([0, null]), new([null, 0]), byKeys: false)).Count);
            var kept = Assert.Single(facts.Kept(new([0, null]), new([null, 0]), byKeys: true));
            Assert.Equal((null, 1), (kept.Values[0], kept.Count));
            // Ann and Bob in the first span, Ann and Cid in the second.
            Assert.Equal(4, Assert.Single(facts.PersonSpans(new([0, 0]), byKeys: false)).Count);
            Assert.Equal(5, facts.Count());
            Assert.Equal([5, 4, 2], facts.Newest(0, 3).Select(row => row.Seq));
            Assert.Equal([2, 3], facts.Newest(2, 2).Select(row => row.Seq));
            return 0;
        });
    }

    private static InteractionRecord Some(Random random, int i)
    {
        // March to June; starts differ, so that the order is known.
        var start = Micros("2026-03-01T00:00:00Z") + (random.NextInt64(100 * 86_400L) * 1_000_000) + i;
        return new()
        {
            Id = $"{i}",
            EndUser = $"p{random.Next(12)}",
            TimeStart = start,
            TimeEnd = random.Next(4) == 0 ? null : start + random.NextInt64(60_000_000),
            ConversationId = random.Next(5) == 0 ? null : $"c{random.Next(60)}",
            Model = random.Next(3) == 0 ? null : $"m{random.Next(3)}",
            Agent = random.Next(2) == 0 ? null : $"a{random.Next(2)}",
            InputTokens = random.Next(3) == 0 ? null : random.Next(1_000),
            OutputTokens = random.Next(3) == 0 ? null : random.Next(1_000),
            Cost = random.Next(3) == 0 ? null : random.Next(100_000),
            Error = random.Next(8) == 0 ? "timeout" : null,
            Feedback = Feedback[random.Next(Feedback.Length)],
            Traces = Traces[random.Next(Traces.Length)],
            Tags = random.Next(3) == 0 ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = random.Next(2) == 0 ? "x" : "y\u00e9'", ["model"] = "m0" },
        };
    }

    private sealed class SameCell : IEqualityComparer<UsageRow>
    {
        public bool Equals(UsageRow? x, UsageRow? y) => x!.Cell == y!.Cell && x.Counts == y.Counts;

        public int GetHashCode(UsageRow obj) => obj.Cell;
    }
}
