namespace Rollcall.Server.Dashboard.Settings;

/// <summary>How long a new key may be used.</summary>
internal sealed record KeyExpiry(string Value, string Label, int? Days)
{
    public const string Never = "never";

    public static readonly KeyExpiry[] All = [new(Never, "Never", null), new("90d", "In 90 days", 90), new("1y", "In 1 year", 365)];

    public static KeyExpiry? Find(string value) => Array.Find(All, e => e.Value == value);

    public DateTimeOffset? From(DateTimeOffset now) => Days is { } days ? now.AddDays(days) : null;
}
