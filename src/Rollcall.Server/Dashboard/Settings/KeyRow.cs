using Rollcall.Kernel.Time;
using Rollcall.Server.Dashboard.Shared;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Settings;

/// <summary>A key as the list shows it, its days in the project's zone.</summary>
/// <param name="Expires">Until when it may be used; null: for ever, or it has ended.</param>
/// <param name="Ended">When it was revoked or expired; null while it opens something.</param>
internal sealed record KeyRow(Guid Id, string Name, string Kind, string Prefix, string Created, string LastUsed, string? Expires, string? Ended)
{
    public static KeyRow Of(ApiKey key, ProjectCalendar calendar, DateTimeOffset now)
    {
        var ended = key.RevokedAt is { } revoked ? $"Revoked {Date(revoked)}"
            : key.ExpiresAt is { } expiry && expiry <= now ? $"Expired {Date(expiry)}"
            : null;
        return new(
            key.Id,
            key.Name,
            key.ManagesProjects ? "Managing" : key.Kind.ToString(),
            $"{key.Prefix}…",
            Date(key.CreatedAt),
            key.LastUsedAt is { } used ? Ago(used) : "Not yet",
            ended is null && key.ExpiresAt is { } until ? $"Until {Date(until)}" : null,
            ended);

        string Date(DateTimeOffset at) => Format.Date(calendar.DayOf(at));

        string Ago(DateTimeOffset at)
        {
            if (now - at >= TimeSpan.FromDays(1))
                return Date(at);
            var ago = Format.Ago(now - at);
            return char.ToUpperInvariant(ago[0]) + ago[1..];
        }
    }
}
