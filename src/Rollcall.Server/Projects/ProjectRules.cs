using System.Security.Cryptography;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Projects;

/// <summary>What a project's settings may be; the same for the environment, the setup page and the settings page.</summary>
internal static class ProjectRules
{
    public const int LongestName = 100;

    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 12);

    /// <summary>What is wrong with a name of a project or a key, as a sentence; null if nothing.</summary>
    public static string? NameFault(string name)
        => string.IsNullOrWhiteSpace(name) ? "A name is needed."
        : name.Length > LongestName ? $"A name has at most {LongestName} characters."
        : name.Any(char.IsControl) ? "A name has no control characters."
        : null;

    /// <summary>The zone of an IANA name; null where there is none. Windows names are refused: they differ between machines.</summary>
    public static TimeZoneInfo? FindZone(string name)
        => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId ? zone : null;

    public static bool TryParseWeekStart(string text, out WeekStart start)
    {
        (var known, start) = text switch
        {
            "monday" => (true, WeekStart.Monday),
            "sunday" => (true, WeekStart.Sunday),
            "saturday" => (true, WeekStart.Saturday),
            _ => (false, default),
        };
        return known;
    }

    public static ProjectInfo ToInfo(this Project project) => new(project.Id, project.Name, project.ToCalendar(), project.Counting)
    {
        AllowedOrigins = project.AllowedOrigins,
        FeatureFlags = project.FeatureFlags,
        Retention = new(project.TextDays, project.InteractionMonths),
    };

    private static ProjectCalendar ToCalendar(this Project project)
    {
        var zone = FindZone(project.TimeZone)
            ?? throw new TimeZoneNotFoundException($"Project {project.Id} has the zone '{project.TimeZone}', which this machine does not know (is tzdata installed?).");
        return new ProjectCalendar(zone, (DayOfWeek)(int)project.WeekStart);
    }
}
