using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;

namespace Rollcall.Storage.Projects;

/// <summary>A change of the list of eligible people. It is done whole or not at all.</summary>
/// <param name="Source">Where it came from, as shown in the log of changes.</param>
public abstract record PeopleCommand(string Source)
{
    /// <summary>Whom it names, as sent, each as often as it does.</summary>
    internal IEnumerable<string> Named => this switch
    {
        Insert insert => insert.Users.Select(user => user.EndUser),
        Update update => update.Users.Select(user => user.EndUser),
        Upsert upsert => upsert.Users.Select(user => user.EndUser),
        Delete delete => delete.EndUsers,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>
    /// Puts people on the list, with access from <see cref="PersonEntry.ActiveFrom"/> (default today). Who is on it already is skipped. Who left it
    /// is put on it again, with a new interval beside the closed ones.
    /// </summary>
    public sealed record Insert(IReadOnlyList<PersonEntry> Users, string Source) : PeopleCommand(Source);

    /// <summary>Changes people on the list; who is not on it is skipped. An absent field stays as it is.</summary>
    public sealed record Update(IReadOnlyList<PersonEntry> Users, string Source) : PeopleCommand(Source);

    /// <summary>Updates who is on the list and inserts who is not.</summary>
    public sealed record Upsert(IReadOnlyList<PersonEntry> Users, string Source) : PeopleCommand(Source);

    /// <summary>
    /// Takes people off the list: access ends today, later access goes, history stays; with <paramref name="AsIfNever"/> all access goes.
    /// </summary>
    public sealed record Delete(IReadOnlyList<string> EndUsers, bool AsIfNever, string Source) : PeopleCommand(Source);
}

/// <summary>What is said of one person. An absent field says nothing.</summary>
public sealed record PersonEntry(string EndUser)
{
    /// <summary>Start of the latest interval.</summary>
    public AccessBound? ActiveFrom { get; init; }

    /// <summary>End of the latest interval, exclusive; present and null opens it.</summary>
    public Optional<AccessBound?> ActiveTo { get; init; }

    /// <summary>All intervals, instead of those held; <see cref="ActiveFrom"/> and <see cref="ActiveTo"/> are then not looked at.</summary>
    public IReadOnlyList<AccessInterval>? Access { get; init; }

    /// <summary>All tags; an empty value means that the tag is absent, an empty dictionary that there is none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The day from which <see cref="Tags"/> hold; default today. <see cref="Day.Earliest"/>: since ever.</summary>
    public Day? TagsFrom { get; init; }
}
