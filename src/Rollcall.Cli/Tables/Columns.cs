namespace Rollcall.Cli.Tables;

/// <summary>The columns of files with a table, CSV and Parquet, in the order in which exports have them.</summary>
internal static class Columns
{
    public static readonly IReadOnlyList<Column> Interactions =
    [
        new("id", ColumnKind.Name),
        new("end_user", ColumnKind.Name, IsRequired: true),
        new("time_start", ColumnKind.Instant, IsRequired: true),
        new("time_end", ColumnKind.Instant),
        new("conversation_id", ColumnKind.Name),
        new("model", ColumnKind.Name),
        new("agent", ColumnKind.Name),
        new("input_tokens", ColumnKind.Number),
        new("output_tokens", ColumnKind.Number),
        new("cost", ColumnKind.Number),
        new("error", ColumnKind.Name),
        new("tags", ColumnKind.Tags),
        new("input", ColumnKind.Text),
        new("output", ColumnKind.Text),
        new("feedback", ColumnKind.Json),
        new("traces", ColumnKind.Json),
        new("context", ColumnKind.Json),
    ];

    public static readonly IReadOnlyList<Column> People =
    [
        new("end_user", ColumnKind.Name, IsRequired: true),
        new("access", ColumnKind.Json),
        new("tags", ColumnKind.Tags),
        new("tags_from", ColumnKind.DayOrInstant),
        new("active_from", ColumnKind.DayOrInstant, IsExported: false),
        new("active_to", ColumnKind.DayOrInstant, IsExported: false),
    ];
}
