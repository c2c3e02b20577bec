using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Primitives;
using Rollcall.Kernel.Metrics;
using Rollcall.Kernel.Time;

namespace Rollcall.Server.Dashboard.Shared;

/// <summary>
/// The state of a page, which is its address. Written in one order and without what is the default, so that two equal questions have equal
/// addresses. Unknown keys are ignored; a bad value falls back to the default and leaves a notice.
/// </summary>
public sealed record DashboardQuery
{
    public const string PeoplePrefix = "people.";
    private const string NotSuffix = ".not";

    private static readonly ImmutableSortedSet<TagFilter> NoFilters = ImmutableSortedSet.Create(TagFilter.Order);

    public static readonly DashboardQuery Default = new();

    public DateRange Range { get; init; } = DateRange.Weeks26;

    public Comparison Compare { get; init; }

    /// <summary>Null: what fits the range.</summary>
    public Grain? Interval { get; init; }

    public ImmutableSortedSet<TagFilter> People { get; init; } = NoFilters;

    public AsOf AsOf { get; init; } = AsOf.WindowEnd;

    /// <summary>Null: the page's choice.</summary>
    public string? GroupBy { get; init; }

    /// <summary>The chart whose table is open; null when none is.</summary>
    public string? Table { get; init; }

    public static (DashboardQuery Query, IReadOnlyList<QueryNotice> Notices) Parse(IEnumerable<KeyValuePair<string, StringValues>> address)
    {
        var notices = new List<QueryNotice>();
        var query = Default;
        string? from = null, to = null, last = null, range = null;
        foreach (var (key, values) in address)
        {
            var value = values.Count == 0 ? "" : values[^1] ?? "";
            switch (key)
            {
                case "range": range = value; break;
                case "from": from = value; break;
                case "to": to = value; break;
                case "last": last = value; break;
                case "compare": query = query with { Compare = ParseComparison(value, notices) }; break;
                case "interval": query = query with { Interval = ParseGrain(value, notices) }; break;
                case "as_of": query = query with { AsOf = ParseAsOf(value, notices) }; break;
                case "group_by": query = query with { GroupBy = value is "" ? null : value }; break;
                case "table": query = query with { Table = value is "" ? null : value }; break;
                default: query = query with { People = query.People.Union(ParseFilters(key, values, notices)) }; break;
            }
        }

        // A form asks for the last day, an address names the first one that is out.
        if (to is null && last is not null)
            to = Day.TryParse(last, out var day) ? (day + 1).ToString() : last;
        return (query with { Range = ParseRange(range, from, to, notices) }, notices);
    }

    /// <summary><c>?range=30d&amp;people.department=Sales</c>, empty for the default.</summary>
    public string ToQuery()
    {
        var text = new StringBuilder();
        void Add(string key, string value) => text.Append(text.Length == 0 ? '?' : '&').Append(Escape(key)).Append('=').Append(Escape(value));
        if (Range.Chosen is { } days)
        {
            Add("from", days.From.ToString());
            Add("to", days.Until.ToString());
        }
        else if (Range != Default.Range)
        {
            Add("range", Range.Name);
        }

        if (Compare != Default.Compare)
            Add("compare", Compare == Comparison.Year ? "year" : "none");
        if (Interval is { } grain)
            Add("interval", Name(grain));
        foreach (var filter in People)
            Add(PeoplePrefix + filter.Key + (filter.Not ? NotSuffix : ""), filter.Value);
        if (AsOf != Default.AsOf)
            Add("as_of", AsOf.ToString());
        if (GroupBy is { } key)
            Add("group_by", key);
        if (Table is { } table)
            Add("table", table);
        return text.ToString();
    }

    public DashboardQuery With(TagFilter filter) => this with { People = People.Add(filter) };

    public DashboardQuery Without(TagFilter filter) => this with { People = People.Remove(filter) };

    public DashboardQuery WithoutFilters() => this with { People = NoFilters };

    public bool Equals(DashboardQuery? other) => other is not null && ToQuery() == other.ToQuery();

    public override int GetHashCode() => ToQuery().GetHashCode(StringComparison.Ordinal);

    /// <summary>As in an address: <c>week</c>.</summary>
    public static string Name(Grain grain) => grain switch
    {
        Grain.Day => "day",
        Grain.Week => "week",
        Grain.Month => "month",
        _ => "quarter",
    };

    private static DateRange ParseRange(string? range, string? from, string? to, List<QueryNotice> notices)
    {
        if (from is not null || to is not null)
        {
            if (Day.TryParse(from, out var first) && Day.TryParse(to, out var until) && first < until)
                return DateRange.Of(new Period(first, until));
            notices.Add(new($"from={from}&to={to}", $"which is not a first day and a later end (2026-05-25). Showing {Default.Range.Label.ToLowerInvariant()}."));
            return Default.Range;
        }

        if (range is null)
            return Default.Range;
        if (DateRange.Find(range) is { } known)
            return known;
        notices.Add(new($"range={range}", $"which is not known here. Showing {Default.Range.Label.ToLowerInvariant()}."));
        return Default.Range;
    }

    private static Comparison ParseComparison(string value, List<QueryNotice> notices)
    {
        switch (value)
        {
            case "prev": return Comparison.Previous;
            case "year": return Comparison.Year;
            case "none": return Comparison.None;
            default:
                notices.Add(new($"compare={value}", "which is not known here. Comparing with the period before."));
                return Comparison.Previous;
        }
    }

    private static Grain? ParseGrain(string value, List<QueryNotice> notices)
    {
        switch (value)
        {
            case "day": return Grain.Day;
            case "week": return Grain.Week;
            case "month": return Grain.Month;
            default:
                notices.Add(new($"interval={value}", "which is not known here. Showing what fits the range."));
                return null;
        }
    }

    private static AsOf ParseAsOf(string value, List<QueryNotice> notices)
    {
        if (AsOf.TryParse(value, out var asOf))
            return asOf;
        notices.Add(new($"as_of={value}", "which is not known here. Taking the tags of the end of the range."));
        return AsOf.WindowEnd;
    }

    private static IEnumerable<TagFilter> ParseFilters(string key, StringValues values, List<QueryNotice> notices)
    {
        if (!key.StartsWith(PeoplePrefix, StringComparison.Ordinal))
            return [];
        var tag = key[PeoplePrefix.Length..];
        var not = tag.EndsWith(NotSuffix, StringComparison.Ordinal);
        tag = not ? tag[..^NotSuffix.Length] : tag;
        if (tag is "")
        {
            notices.Add(new(key, "which names no tag. It was left out."));
            return [];
        }

        return values.Select(v => new TagFilter(tag, v ?? "", not));
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
