using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;
using Xunit;

namespace Rollcall.Storage.Tests.Months;

/// <summary>What a store has to hold, as a list.</summary>
internal sealed class InteractionModel
{
    private readonly List<Row> _rows = [];

    /// <summary>Interactions ever accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>All that count.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Those that readers are given.</summary>
    public IEnumerable<Row> Shown => _rows.Where(row => !row.IsDropped);

    public HashSet<Month> Dropped { get; } = [];

    /// <summary>Notes what a store answered to an interaction, which has to be right.</summary>
    public void Append(InteractionRecord record, DateTimeOffset now, RowStatus status)
    {
        var content = $"{record.EndUser} {record.TimeStart} {record.Input}";
        var identity = record.Id ?? content;
        if (Dropped.Contains(Month.Of(record.TimeStart)))
        {
            Assert.Equal(RowStatus.BeyondRetention, status);
            return;
        }

        // What stands on the same UTC day, or was received in the last 30 days.
        var known = _rows.Where(row => row.Identity == identity).OrderByDescending(row => row.Received)
            .Where(row => now - row.Received <= TimeSpan.FromDays(30) || row.TimeStart / 86_400_000_000 == record.TimeStart / 86_400_000_000).ToList();
        // A dropped one is remembered until the next start.
        if (known.Count == 0 || (known[0].IsDropped && status == RowStatus.Accepted))
        {
            Assert.Equal(RowStatus.Accepted, status);
            _rows.Add(new(identity, content, record, now));
            Accepted++;
        }
        else
        {
            Assert.Equal(known[0].Content == content ? RowStatus.Duplicate : RowStatus.Conflict, status);
        }
    }

    public int Erase(Func<Row, bool> which) => _rows.RemoveAll(row => !row.IsDropped && which(row));

    public void Drop(IEnumerable<Month> months)
    {
        Dropped.UnionWith(months);
        foreach (var row in _rows.Where(row => Dropped.Contains(Month.Of(row.TimeStart))))
            row.IsDropped = true;
    }

    internal sealed class Row(string identity, string content, InteractionRecord record, DateTimeOffset received)
    {
        public string Identity => identity;

        public string Content => content;

        public DateTimeOffset Received => received;

        public string EndUser => record.EndUser;

        public long TimeStart => record.TimeStart;

        public string? Id => record.Id;

        public string? Text { get; set; } = record.Input;

        public string Tag { get; set; } = record.Tags!["value"];

        public bool IsDropped { get; set; }

        public Day DayIn(ProjectCalendar calendar) => calendar.DayOf(TimeStart);
    }
}
