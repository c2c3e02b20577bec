using System.CommandLine;
using Rollcall.Cli.Server;
using Rollcall.Demo;

namespace Rollcall.Cli.Demo;

/// <summary><c>rollcall demo</c></summary>
internal static class DemoCommand
{
    private const string Help = """
        Fill a project with a made-up company: people with access and tags, and a year of their use. Meant for an empty project.

        The same seed, size and day make the same company, so a second run changes nothing. Name the day with --today to repeat it later.
        Standard output gets one line of JSON with the counts.

        Example: rollcall demo --url http://127.0.0.1:8080 --people 500 --days 180

        """;

    public static Command Create(Surroundings around)
    {
        var people = new Option<int>("--people") { Description = "People on the list.", DefaultValueFactory = _ => 1821 };
        var days = new Option<int>("--days") { Description = "Days of use, today included.", DefaultValueFactory = _ => 365 };
        var seed = new Option<int>("--seed") { Description = "Another number, another company.", DefaultValueFactory = _ => 1 };
        var zone = new Option<string>("--time-zone") { Description = "The project's time zone.", DefaultValueFactory = _ => "Europe/Berlin" };
        var today = new Option<DateOnly?>("--today") { Description = "The last day, as 2026-11-18 [default: today in the time zone]" };
        Within(people, 1, 10_000_000);
        Within(days, 1, 3_660);
        zone.Validators.Add(result =>
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(result.GetValueOrDefault<string>() ?? "", out _))
                result.AddError($"'{result.GetValueOrDefault<string>()}' is no time zone: use an IANA name such as Europe/Berlin.");
        });

        var command = new Command("demo", Help + ExitCode.Help) { people, days, seed, zone, today };
        var to = ServerOptions.AddTo(command, around);
        command.SetAction(async (parsed, ct) =>
        {
            var now = around.Time.GetUtcNow();
            var timeZone = parsed.GetRequiredValue(zone);
            var company = new DemoCompany(new DemoOptions
            {
                People = parsed.GetValue(people),
                Days = parsed.GetValue(days),
                Seed = parsed.GetValue(seed),
                TimeZone = timeZone,
                Today = parsed.GetValue(today) ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime),
            });
            using var server = to.Connect(parsed);
            return await Send(company, now, server, parsed.InvocationConfiguration, ct);
        });
        return command;
    }

    private static async Task<int> Send(DemoCompany company, DateTimeOffset now, RollcallServer server, InvocationConfiguration console, CancellationToken ct)
    {
        var rejections = new Rejections("demo", console.Error);
        var people = new PeopleSender(server, rejections);
        foreach (var person in company.People)
        {
            foreach (var json in DemoJson.Versions(person))
                await people.Add(person.EndUser, person.Number + 1, json, ct);
            if ((person.Number + 1) % 50_000 == 0)
                await console.Error.WriteLineAsync($"{person.Number + 1:N0} of {company.Listed:N0} people sent");
        }

        await people.Flush(ct);
        await console.Error.WriteLineAsync($"{company.Listed:N0} people sent; now their use from {company.FirstDay:yyyy-MM-dd} to {company.LastDay:yyyy-MM-dd}");

        using var interactions = new InteractionSender(server, rejections);
        long number = 0;
        // What of today has not happened yet would be in the future for the server.
        foreach (var interaction in company.Interactions(before: now))
        {
            if (await interactions.Add(++number, DemoJson.Of(interaction), ct))
                await console.Error.WriteLineAsync($"{interactions.Sent:N0} interactions sent, up to {interaction.TimeStart:yyyy-MM-dd}");
        }

        await interactions.Flush(ct);
        await console.Error.WriteLineAsync($"{interactions.Sent:N0} interactions sent");
        if (interactions.Conflicts > 0)
            await console.Error.WriteLineAsync($"{interactions.Conflicts:N0} interactions were there already with other content: the project holds a demo of another day or size.");
        await console.Output.WriteLineAsync(
            $$"""{"people":{"inserted":{{people.Inserted}},"updated":{{people.Updated}},"unchanged":{{people.Unchanged}}},"interactions":{"accepted":{{interactions.Accepted}},"duplicates":{{interactions.Duplicates}},"conflicts":{{interactions.Conflicts}}},"rejected":{{rejections.Count}}}""");
        return rejections.Code;
    }

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
            result.AddError($"{option.Name} must be from {least} to {most}.");
    });
}
