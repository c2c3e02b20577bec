using System.Text.Json;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import.Nebuly;

/// <summary>
/// Copies people and then interactions, a span of time after the other. After each span the progress is written; a span that was begun is read again, which changes nothing,
/// since interactions keep their ids.
/// </summary>
internal sealed class NebulyImport(NebulySource source, RollcallServer target, ImportProgress progress, string file, TextWriter notes)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken ct)
    {
        if (!progress.HasPeople)
            await People(ct);
        var length = Longest;
        while (progress.Next < progress.Until)
        {
            var until = Earlier(progress.Next + length, progress.Until);
            using var rows = await source.Interactions(progress.Next, until, ct);
            if (rows is null)
            {
                length = (until - progress.Next) / 2;
                if (length < Shortest)
                    throw new ServerException($"{source.Address} has more interactions in the minute of {progress.Next:u} than fit into one answer.");
                continue;
            }

            await Interactions(rows.RootElement, ct);
            progress.Next = until;
            await progress.Write(file, ct);
            await notes.WriteLineAsync($"{progress.Interactions.Read:N0}{(progress.Announced is { } all ? $" of {all:N0}" : "")} interactions, up to {until:u}");
            length = Earlier(until + (length * 2), until + Longest) - until;
        }
    }

    private async Task People(CancellationToken ct)
    {
        using var list = await source.People(ct);
        var rejections = new Rejections($"{source.Address} eligible users", notes);
        var people = new PeopleSender(target, rejections);
        var read = 0L;
        foreach (var person in list.RootElement.GetProperty("users").EnumerateArray())
        {
            read++;
            if (Line(() => NebulyPersonLine.Of(person, progress.Missed)) is { } line)
                await people.Add(line.EndUser, read, line.Line, ct);
            else
                rejections.Add(read, "invalid_person", "This names nobody, or holds half a character.");
        }

        await people.Flush(ct);
        progress.People = new(read, people.Inserted, people.Updated, people.Unchanged);
        progress.Rejected += rejections.Count;
        progress.HasPeople = true;
        await progress.Write(file, ct);
        await notes.WriteLineAsync($"{read:N0} people");
    }

    private async Task Interactions(JsonElement rows, CancellationToken ct)
    {
        var rejections = new Rejections($"{source.Address} interactions", notes);
        using var sender = new InteractionSender(target, rejections);
        var before = progress.Interactions;
        var read = before.Read;
        foreach (var row in rows.EnumerateArray())
        {
            read++;
            var (line, fault) = Line<(byte[]?, string)?>(() => NebulyInteractionLine.Of(row, progress.Missed)) ?? (null, "It holds half a character.");
            if (line is null)
                rejections.Add(read, "invalid_interaction", fault);
            else
                await sender.Add(read, line, ct);
        }

        await sender.Flush(ct);
        progress.Interactions = new(read, before.Accepted + sender.Accepted, before.Duplicates + sender.Duplicates, before.Conflicts + sender.Conflicts);
        progress.Rejected += rejections.Count;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // A document is checked as JSON when it arrives, its strings only when they are read.
    private static T? Line<T>(Func<T?> make)
    {
        try
        {
            return make();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
