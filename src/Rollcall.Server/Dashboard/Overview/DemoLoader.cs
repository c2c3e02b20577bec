using System.Security.Claims;
using Rollcall.Demo;
using Rollcall.Kernel.Population;
using Rollcall.Kernel.Time;
using Rollcall.Server.Projects;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Dashboard.Overview;

/// <summary>Fills an empty project with a made-up company of 1,821 people over twelve months, up to now. The owner's button.</summary>
internal sealed class DemoLoader(ProjectStores stores, IHttpContextAccessor http, TimeProvider clock) : IDemoLoader
{
    private const string Source = "demo";
    private const int RowsAtOnce = 5_000;

    public ValueTask<bool> MayLoad(string slug, ClaimsPrincipal user, CancellationToken cancellation)
        => ValueTask.FromResult(Current(slug) is not null && http.HttpContext!.Features.Get<CurrentMember>() is { Role: MemberRole.Owner });

    public async Task Load(string slug, ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (!await MayLoad(slug, user, cancellation) || Current(slug) is not { } project)
            return;
        var store = await stores.Get(project, cancellation);
        var now = clock.GetUtcNow();
        var company = new DemoCompany(new DemoOptions { Today = project.Calendar.DayOf(now).Date, TimeZone = project.Calendar.Zone.Id });
        var people = company.People.Where(person => person.Access.Count > 0).ToList();
        // From here on whether or not anybody still waits for the answer: half a company could not be made whole by the button, which is gone then.
        cancellation = CancellationToken.None;
        // A person stands once in a list, so each further version of somebody's tags is a list of its own.
        for (var version = 0; version < people.Max(person => person.Tags.Count); version++)
        {
            var entries = people.Where(person => person.Tags.Count > version).Select(person => Entry(person, version)).ToList();
            _ = (await store.Write(new PeopleCommand.Upsert(entries, Source), null, cancellation)).Outcome;
        }

        foreach (var rows in company.Interactions(withText: true, before: now).Select(Record).Chunk(RowsAtOnce))
            _ = (await store.Append(rows, null, cancellation)).Outcome;
    }

    private ProjectInfo? Current(string slug)
        => http.HttpContext?.Features.Get<CurrentProject>()?.Project is { } project && project.Id == slug ? project : null;

    private static PersonEntry Entry(DemoPerson person, int version) => new(person.EndUser)
    {
        Access = version > 0 ? null
            : [.. person.Access.Select(access => new AccessInterval(AccessBound.Of(access.From), access.To is { } to ? AccessBound.Of(to) : null))],
        Tags = person.Tags[version].Tags,
        TagsFrom = person.Tags[version].From is { } from ? Day.Of(from) : Day.Earliest,
    };

    private static InteractionRecord Record(DemoInteraction interaction) => new()
    {
        Id = interaction.Id,
        EndUser = interaction.EndUser,
        TimeStart = Timestamp.ToMicroseconds(interaction.TimeStart),
        TimeEnd = Timestamp.ToMicroseconds(interaction.TimeEnd),
        ConversationId = interaction.ConversationId,
        Model = interaction.Model,
        Agent = interaction.Agent,
        InputTokens = interaction.InputTokens,
        OutputTokens = interaction.OutputTokens,
        Cost = interaction.Cost,
        Error = interaction.Error,
        Tags = interaction.Tags,
        Input = interaction.Input,
        Output = interaction.Output,
    };
}
