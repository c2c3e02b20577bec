using CsCheck;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Projects;
using Xunit;
using static Rollcall.Storage.Tests.Projects.Short;

namespace Rollcall.Storage.Tests.Months;

/// <summary>Random interactions, moved, trimmed, restarted and crashed at random, against a dictionary.</summary>
public sealed class MonthModelTests
{
    private enum Kind
    {
        Append,
        AppendMany,
        Move,
        Day,
        Month,
        Restart,
        Crash,
    }

    private sealed record Step(Kind Kind, int Person, int Value, bool Option);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, 2], Gen.Int[0, 5], Gen.Bool).Select((kind, person, value, option) => new Step(kind, person, value, option));

    private static readonly StorePoint[] Points = [StorePoint.MoveAppend, StorePoint.MoveCommit, StorePoint.MoveCommitted, StorePoint.MoveRecord, StorePoint.MoveRecorded, StorePoint.Trim];

    [Fact]
    public void Moving_changes_nothing_that_a_reader_could_see() => Steps.List[1, 25].Sample(
        Check, iter: 12, threads: 1, print: steps => string.Join("\n", steps));

    private static void Check(List<Step> steps)
    {
        using var run = new Run();
        run.Do(steps).GetAwaiter().GetResult();
    }

    private sealed class Run : IDisposable
    {
        private readonly Dictionary<string, (InteractionRecord Record, DateTimeOffset Received)> _stored = [];
        private readonly Dictionary<string, string> _ids = [];
        private readonly StoreFolder _folder = new();
        private StorePoint? _crashAt;
        private string? _crashed;
        private StoreFolder? _copies;
        private ProjectStore _store = null!;

        public async Task Do(List<Step> steps)
        {
            Open(_folder.Path);
            try
            {
                foreach (var step in steps)
                {
                    await Apply(step);
                    Compare();
                }
            }
            finally
            {
                await _store.DisposeAsync();
            }
        }

        public void Dispose()
        {
            _folder.Dispose();
            _copies?.Dispose();
        }

        private void Open(string path) => _store = _folder.Open(path, new ProjectStoreOptions
        {
            MoveRows = 1_000_000,
            JournalLifetime = TimeSpan.FromDays(2),
            RowsToKeepUse = 1,
            At = point =>
            {
                if (point == _crashAt && _crashed is null)
                    _crashed = _folder.CopyTo(_copies!);
            },
        });

        private async Task Apply(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Append:
                    await Append(step.Person, step.Value, step.Option);
                    break;
                case Kind.AppendMany:
                    for (var i = 0; i < 12; i++)
                        await Append(i % 3, i + step.Value, step.Option);
                    break;
                case Kind.Move:
                    await _store.MoveAll();
                    break;
                case Kind.Day:
                    _folder.Clock.Advance(TimeSpan.FromDays(1));
                    await _store.MoveAll();
                    break;
                case Kind.Month:
                    _folder.Clock.Advance(TimeSpan.FromDays(31));
                    break;
                case Kind.Restart:
                    await _store.DisposeAsync();
                    Open(_folder.Path);
                    break;
                default:
                    await Crash(Points[step.Value]);
                    break;
            }
        }

        // A sender's own id, or none; on one of many days, the old ones late.
        private async Task Append(int person, int value, bool hasId)
        {
            var now = _folder.Clock.GetUtcNow();
            var day = now.AddDays(-((value * 17) % 90)).Date;
            var record = Use($"u{person}", $"{day:yyyy-MM-dd}T0{value % 10}:00:00Z", id: hasId ? $"id{value % 4}" : null, input: $"{value}") with { Tags = Tags("value", $"{value % 3}") };
            var status = (await _store.Add(record))[0];
            var content = $"{record.EndUser} {record.TimeStart} {record.Input}";
            var identity = record.Id ?? content;
            // What stands on the same UTC day, or was received in the last 30 days.
            var known = _ids.Where(entry => entry.Key == identity || entry.Key.StartsWith($"{identity}#", StringComparison.Ordinal))
                .Select(entry => (Content: entry.Value, Stored: _stored[entry.Key]))
                .OrderByDescending(entry => entry.Stored.Received)
                .FirstOrDefault(entry => now - entry.Stored.Received <= TimeSpan.FromDays(30) || entry.Stored.Record.TimeStart / 86_400_000_000 == record.TimeStart / 86_400_000_000);
            if (known.Content is null)
            {
                Assert.Equal(RowStatus.Accepted, status);
                var key = _ids.ContainsKey(identity) ? $"{identity}#{_ids.Count}" : identity;
                _ids.Add(key, content);
                _stored.Add(key, (record, now));
            }
            else
            {
                Assert.Equal(known.Content == content ? RowStatus.Duplicate : RowStatus.Conflict, status);
            }
        }

        // Goes on with the disk as it was at that moment of moving, if it came to it.
        private async Task Crash(StorePoint point)
        {
            _copies ??= new();
            (_crashAt, _crashed) = (point, null);
            await _store.MoveAll();
            await _store.DisposeAsync();
            _crashAt = null;
            if (_crashed is not null)
            {
                Directory.Delete(_folder.Path, recursive: true);
                Directory.Move(_crashed, _folder.Path);
            }

            Open(_folder.Path);
        }

        private void Compare()
        {
            var expected = _stored.Values.Select(entry => Text(entry.Record.EndUser, entry.Record.TimeStart, entry.Record.Id, entry.Record.Input)).Order(StringComparer.Ordinal).ToList();
            var page = _store.BrowseInteractions(new(), null, 100_000);
            Assert.Equal(expected, page.Items.Select(item => Text(item.EndUser, item.TimeStart, item.Id.Length == 32 ? null : item.Id, item.Input)).Order(StringComparer.Ordinal));
            Assert.Equal((expected.Count, expected.Count), (page.Total, _store.Stored()));
            Assert.Equal(expected.Count, _store.Index.Snapshot().ThroughSeq);
            var tagged = new EventFilterTerms(new Dictionary<string, IReadOnlyList<string>> { ["value"] = ["1"] });
            Assert.Equal(
                _stored.Values.Where(entry => entry.Record.Tags!["value"] == "1").Select(entry => entry.Record.EndUser).Order(),
                _store.Matching(tagged, 0, long.MaxValue).Select(use => _store.NameOf(use.Person)!).Order());
            CompareIndex();
            Assert.Equal(0, MonthFiles.Journal(_folder.Path, "SELECT count(damaged_at) FROM month"));   // what a crash leaves is no damage
        }

        // What the index counts, by local day and over all of them.
        private void CompareIndex()
        {
            var snapshot = _store.Index.Snapshot();
            var days = _stored.Values.GroupBy(entry => StoreFolder.Rome.DayOf(entry.Record.TimeStart)).ToDictionary(day => day.Key, day => day.ToList());
            foreach (var (day, uses) in days)
                Assert.Equal((uses.Select(use => use.Record.EndUser).Distinct().Count(), uses.Count), Counted(new(day, day + 1)));
            Assert.Equal((_stored.Values.Select(entry => entry.Record.EndUser).Distinct().Count(), _stored.Count), Counted(new(Day.Of(2020, 1, 1), Day.Of(2040, 1, 1))));

            (int Active, int Interactions) Counted(Period window)
            {
                var total = new Evaluator(snapshot, Day.Of(2040, 1, 1)).Adoption(new() { Window = window }).Total;
                return ((int)total.Active, (int)total.Interactions);
            }
        }

        private static string Text(string endUser, long timeStart, string? id, string? input) => $"{endUser} {timeStart} {id} {input}";
    }
}
