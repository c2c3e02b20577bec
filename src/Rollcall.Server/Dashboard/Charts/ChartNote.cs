namespace Rollcall.Server.Dashboard.Charts;

/// <summary>Something that happened in a bucket: a thin line with its date and name.</summary>
public sealed record ChartNote(int Bucket, string Date, string Text);
