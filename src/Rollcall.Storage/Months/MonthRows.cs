using DuckDB.NET.Data;
using Rollcall.Storage.Later;
using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Months;

/// <summary>Whole rows of a month's file, for those that have to go back to the journal.</summary>
internal static class MonthRows
{
    private static readonly int TimeStart = At("time_start");
    private static readonly int Tags = At("tags");
    private static readonly int Feedback = At("feedback");
    private static readonly int Input = At("input");
    private static readonly int Output = At("output");
    private static readonly int InputHash = At("input_hash");
    private static readonly int OutputHash = At("output_hash");

    /// <summary>The first rows by their start.</summary>
    public static List<FoundInteraction> First(MonthSession session, Month month, InteractionConditions conditions, bool newestFirst, int limit)
    {
        List<FoundInteraction> found = [];
        var order = newestFirst ? "DESC" : "ASC";
        session.Read(
            month, $"SELECT {string.Join(", ", MonthFormat.Columns)} FROM {{month}}.interaction i WHERE {conditions.Sql} ORDER BY i.time_start {order}, i.seq {order} LIMIT {limit}",
            conditions.Values, row => found.Add(Found(row)));
        return found;
    }

    private static FoundInteraction Found(DuckDBDataReader row)
    {
        var values = Enumerable.Range(0, MonthFormat.Columns.Length).Select(column => Value(row, column)).ToList();
        var isHidden = (values[InputHash] ?? values[OutputHash]) is not null && (values[Input] ?? values[Output]) is null;
        return new((long)values[0]!, (long)values[TimeStart]!, (string?)values[Tags], (string?)values[Feedback], isHidden) { Moved = values };
    }

    // As the journal's statements bind them.
    private static object? Value(DuckDBDataReader row, int column) => row.IsDBNull(column) ? null : row.GetValue(column) switch
    {
        Guid identity => Uuid.ToIdentity(identity),
        var value => value,
    };

    private static int At(string column) => Array.IndexOf(MonthFormat.Columns, column);
}
