using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>A version of somebody's tags. <see cref="Row"/> is 0 while it is not on disk.</summary>
internal readonly record struct TagRow(long Row, Day From, string Tags);

/// <summary>What sent tags make of the versions that a person has. Pure; versions stand in the order of receipt.</summary>
internal static class TagEdit
{
    /// <summary>
    /// Adds the version that begins on <paramref name="day"/>, in place of one that begins on the same day. Nothing changes where there is such a version
    /// with the same tags; nor, when the day was not named, where the same tags hold already (a nightly sync is no news). A named day is news even so: a
    /// version that is backdated later must end there.
    /// </summary>
    public static List<TagRow> Change(List<TagRow> versions, Day day, bool dayNamed, string tags)
    {
        if (dayNamed)
        {
            if (versions.Exists(version => version.From == day && version.Tags == tags))
                return versions;
        }
        else if (LastBegunBy(versions, day) is { } holding ? holding.Tags == tags : versions.Count == 0 && tags == TagText.None)
        {
            return versions;
        }

        List<TagRow> changed = new(versions.Count + 1);
        foreach (var version in versions)
        {
            if (version.From != day)
                changed.Add(version);
        }

        changed.Add(new(0, day, tags));
        return changed;
    }

    /// <summary>The tags that hold on a day: of the last version begun by then; before the first version, of the first.</summary>
    public static string On(List<TagRow> versions, Day day)
    {
        if (LastBegunBy(versions, day) is { } holding)
            return holding.Tags;
        return versions.Count == 0 ? TagText.None : LastBegunBy(versions, versions.Min(version => version.From))!.Value.Tags;
    }

    private static TagRow? LastBegunBy(List<TagRow> versions, Day day)
    {
        TagRow? last = null;
        foreach (var version in versions)
        {
            if (version.From <= day && (last is null || version.From >= last.Value.From))
                last = version;
        }

        return last;
    }
}
