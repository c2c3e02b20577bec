using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Later;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Tests.Erasing;
using Rollcall.Storage.Tests.Later;
using Rollcall.Storage.Tests.Projects;
using Rollcall.Storage.Usage;
using Xunit;
using static Rollcall.Storage.Tests.Later.Facts;
using static Rollcall.Storage.Tests.Projects.Short;
using Retention = Rollcall.Storage.Projects.Retention;

namespace Rollcall.Storage.Tests.Months;

/// <summary>
/// Random interactions, moved, trimmed, tagged, judged, erased, kept for a time only, counted in another zone, restarted and crashed at random, against a list.
/// </summary>
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
        Tag,
        Judge,
        Erase,
        CrashErasing,
        TakeTexts,
        DropMonths,
        Zone,
        CrashZone,
    }

    private sealed record Step(Kind Kind, int Person, int Value, bool Option);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Enum<Kind>(), Gen.Int[0, 2], Gen.Int[0, 5], Gen.Bool).Select((kind, person, value, option) => new Step(kind, person, value, option));

    private static readonly StorePoint[] Moving = [StorePoint.MoveAppend, StorePoint.MoveCommit, StorePoint.MoveCommitted, StorePoint.MoveRecord, StorePoint.MoveRecorded, StorePoint.Trim];
    private static readonly StorePoint[] Erasing = [StorePoint.EraseJournal, StorePoint.RewriteSwap, StorePoint.RewriteSwapped, StorePoint.EraseLog, StorePoint.EraseRecord, StorePoint.FoldCommit];

    private static readonly ProjectCalendar[] Zones =
        [StoreFolder.Rome, new(TimeZoneInfo.Utc, DayOfWeek.Monday), new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"), DayOfWeek.Sunday)];

    [Fact]
    public void Readers_see_what_was_sent_and_neither_more_nor_less_is_taken_away() => Steps.List[1, 30].Sample(
        Check, iter: 15, threads: 1, print: steps => string.Join("\n", steps));

    private static void Check(List<Step> steps)
    {
        using var run = new Run();
        run.Do(steps).GetAwaiter().GetResult();
    }

    private sealed class Run : IDisposable
    {
        private readonly InteractionModel _model = new();
        private readonly StoreFolder _folder = new();
        private ProjectCalendar _calendar = StoreFolder.Rome;
        private StorePoint? _crashAt;
        private string? _crashed;
        private StoreFolder? _copies;
        private ProjectStore _store = null!;
        private int _said;

        public async Task Do(List<Step> steps)
        {
            Open();
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

        private void Open() => _store = ProjectStore.Open(_folder.Path, _calendar, _folder.Clock, new ProjectStoreOptions
        {
            MoveRows = 1_000_000,
            JournalLifetime = TimeSpan.FromDays(2),
            RowsToKeepUse = 1,
            At = point =>
            {
                if (point == _crashAt && _crashed is null)
                    _crashed = _folder.CopyTo(_copies!);
            },
        }, NullLogger.Instance);

        private async Task Reopen()
        {
            await _store.DisposeAsync();
            Open();
        }

        private Task Apply(Step step)
        {
            switch (step.Kind)
            {
                case Kind.Append:
                    return Append(step.Person, step.Value, step.Option);
                case Kind.AppendMany:
                    return AppendMany(step);
                case Kind.Move:
                    return _store.MoveAll();
                case Kind.Day:
                    _folder.Clock.Advance(TimeSpan.FromDays(1));
                    return _store.MoveAll();
                case Kind.Month:
                    _folder.Clock.Advance(TimeSpan.FromDays(31));
                    return Task.CompletedTask;
                case Kind.Restart:
                    return Reopen();
                case Kind.Crash:
                    return Crash(Moving[step.Value], _store.MoveAll);
                case Kind.Tag:
                    return Tagged(step);
                case Kind.Judge:
                    return Judged(step);
                case Kind.Erase:
                    return Erase(step);
                case Kind.CrashErasing:
                    return Crash(Erasing[step.Value], async () =>
                    {
                        await Erase(step);
                        await Until(() => MonthFiles.Journal(_folder.Path, "SELECT count(*) FROM erasure") == 0, "erasing");
                    });
                case Kind.TakeTexts:
                    return TakeTexts(20 + (10 * step.Value));
                case Kind.DropMonths:
                    return DropMonths(1 + (step.Value % 3));
                case Kind.CrashZone:
                    return Crash(StorePoint.RebuildSwap, () => Zone(step));
                default:
                    return Zone(step);
            }
        }

        // Interactions come and go while the index is made.
        private async Task Zone(Step step)
        {
            using var prepared = await _store.Prepare(Zones[step.Person], CancellationToken.None);
            await AppendMany(step);
            if (step.Option)
                await Erase(step);
            await prepared.Take();
            _calendar = Zones[step.Person];
        }

        private async Task AppendMany(Step step)
        {
            for (var i = 0; i < 12; i++)
                await Append(i % 3, i + step.Value, step.Option);
        }

        // A sender's own id, or none; on one of many days, the old ones late.
        private async Task Append(int person, int value, bool hasId)
        {
            var now = _folder.Clock.GetUtcNow();
            var day = now.AddDays(-((value * 17) % 90)).Date;
            var record = Use($"u{person}", $"{day:yyyy-MM-dd}T{(value % 2 == 0 ? 23 : 9)}:0{value % 10}:00Z".Replace("T9", "T09", StringComparison.Ordinal), id: hasId ? $"id{value % 4}" : null, input: $"{value}") with
            {
                Tags = Tags("value", $"{value % 3}"),
            };
            if (record.TimeStart > Timestamp.ToMicroseconds(now) + 80_000_000_000)
                return;
            _model.Append(record, now, (await _store.Add(record))[0]);
        }

        // The tags of all that one person began at a moment.
        private async Task Tagged(Step step)
        {
            if (Chosen(step) is not { } chosen)
                return;
            Assert.Equal(LaterStatus.Attached, await _store.Say(Tag(chosen.EndUser, Instant(chosen.TimeStart), ("value", $"{step.Value % 4}"))));
            foreach (var row in _model.Shown.Where(row => (row.EndUser, row.TimeStart) == (chosen.EndUser, chosen.TimeStart)))
                row.Tag = $"{step.Value % 4}";
        }

        private async Task Judged(Step step)
        {
            if (Chosen(step) is not { } chosen)
                return;
            var before = Feedback(chosen);
            Assert.Equal(LaterStatus.Attached, await _store.Say(Thumb(chosen.EndUser, Instant(chosen.TimeStart), text: $"{_said++}")));
            Assert.Equal(before + 1, Feedback(chosen));
        }

        // Of all that the person began at that moment: the newest of them got it.
        private int Feedback(InteractionModel.Row row) => _store.BrowseInteractions(new() { EndUser = row.EndUser, From = row.TimeStart, Until = row.TimeStart + 1 }, null, 100)
            .Items.Sum(item => (item.Feedback ?? "").Split("\"slug\"").Length - 1);

        private InteractionModel.Row? Chosen(Step step) => _model.Shown.ToList() is { Count: > 0 } rows ? rows[((step.Person * 7) + (step.Value * 3)) % rows.Count] : null;

        private async Task Erase(Step step)
        {
            var (from, user) = (Timestamp.ToMicroseconds(_folder.Clock.GetUtcNow().AddDays(-15 * step.Value)), $"u{step.Person}");
            var erased = _model.Erase(row => row.TimeStart >= from && (step.Option || row.EndUser == user));
            Assert.Equal(erased, await _store.EraseAll(new() { From = from, Conditions = step.Option ? [] : [new UsageCondition.Of([user], false)] }));
        }

        private async Task TakeTexts(int days)
        {
            var before = RetentionStep.TextsBefore(_folder.Clock.GetUtcNow(), days);
            await _store.MoveAll();
            _store.Retention = new(days, null);
            await Until(() => _store.BrowseInteractions(new(), null, 100_000).Items.All(item => item.TimeStart >= before || item.Input is null), "removing texts");
            _store.Retention = Retention.ForEver;
            foreach (var row in _model.Shown.Where(row => row.TimeStart < before))
                row.Text = null;
        }

        private async Task DropMonths(int months)
        {
            var oldest = RetentionStep.OldestKept(_folder.Clock.GetUtcNow(), months).Number;
            await _store.MoveAll();
            _store.Retention = new(null, months);
            await Until(() => MonthFiles.Journal(_folder.Path, $"SELECT count(*) FROM month WHERE dropped_at IS NULL AND number < {oldest}") == 0, "dropping months");
            _store.Retention = Retention.ForEver;
            await Until(() => _store.DroppedMonths.Count == MonthFiles.Journal(_folder.Path, "SELECT count(*) FROM month WHERE dropped_at IS NOT NULL"), "dropping months");
            Assert.All(_store.DroppedMonths.Where(month => !_model.Dropped.Contains(month)), month => Assert.True(month.Number < oldest));
            _model.Drop(_store.DroppedMonths);
        }

        // The clock stays on its day.
        private Task Until(Func<bool> done, string what) => MonthFiles.Until(done, what, () =>
        {
            _folder.Clock.Advance(TimeSpan.FromSeconds(2));
            return _store.MoveAll();
        });

        // Goes on with the disk as it was at that moment, if it came to it.
        private async Task Crash(StorePoint point, Func<Task> work)
        {
            _copies ??= new();
            await _store.Surveyed;   // the copy is one of a moment only while nobody else opens files
            (_crashAt, _crashed) = (point, null);
            await work();
            await _store.DisposeAsync();
            _crashAt = null;
            if (_crashed is not null)
            {
                Directory.Delete(_folder.Path, recursive: true);
                Directory.Move(_crashed, _folder.Path);
            }

            Open();
        }

        private void Compare()
        {
            var expected = _model.Shown.Select(row => $"{row.EndUser} {row.TimeStart} {row.Id} {row.Text} {{\"value\":\"{row.Tag}\"}}").Order(StringComparer.Ordinal).ToList();
            var page = _store.BrowseInteractions(new(), null, 100_000);
            Assert.Equal(expected, page.Items.Select(item => $"{item.EndUser} {item.TimeStart} {(item.Id.Length == 32 ? null : item.Id)} {item.Input} {item.Tags}").Order(StringComparer.Ordinal));
            Assert.Equal((expected.Count, _model.Rows.Count), (page.Total, _store.Stored()));
            Assert.Equal(_model.Accepted, _store.Index.Snapshot().ThroughSeq);
            Assert.Equal(
                _model.Shown.Where(row => row.Tag == "1").Select(row => row.EndUser).Order(),
                _store.Matches(new(new Dictionary<string, IReadOnlyList<string>> { ["value"] = ["1"] }), 0, long.MaxValue).Select(use => _store.NameOf(use.Person)!).Order());
            Assert.Equal(
                _model.Shown.GroupBy(row => row.Tag).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, (long)group.Count(), (long)group.Select(row => row.EndUser).Distinct().Count())),
                _store.Count(new() { Bounds = [0, long.MaxValue], ThroughSeq = long.MaxValue, Keys = [new UsageKey.Tag("value")] }, facts => facts.Groups(new([0])))
                    .Select(row => (row.Values[0]!, row.Counts.Interactions, row.Counts.People)));
            CompareIndex();
            Assert.Equal(0, MonthFiles.Journal(_folder.Path, "SELECT count(damaged_at) FROM month"));   // what a crash leaves is no damage
        }

        // What the index counts, by local day and over all of them: that of dropped months too.
        private void CompareIndex()
        {
            var snapshot = _store.Index.Snapshot();
            foreach (var day in _model.Rows.GroupBy(row => row.DayIn(_calendar)))
                Assert.Equal((day.Select(row => row.EndUser).Distinct().Count(), day.Count()), Counted(new(day.Key, day.Key + 1)));
            Assert.Equal((_model.Rows.Select(row => row.EndUser).Distinct().Count(), _model.Rows.Count), Counted(new(Day.Of(2020, 1, 1), Day.Of(2040, 1, 1))));

            (int Active, int Interactions) Counted(Period window)
            {
                var total = new Evaluator(snapshot, Day.Of(2040, 1, 1)).Adoption(new() { Window = window }).Total;
                return ((int)total.Active, (int)total.Interactions);
            }
        }

        private static string Instant(long microseconds) => Timestamp.FromMicroseconds(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
