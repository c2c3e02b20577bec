using Rollcall.Kernel.Time;
using Rollcall.Server.Accounts;
using Rollcall.Server.Metrics;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Exports;
using Rollcall.Storage.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Export;

/// <summary>All interactions or people in the form in which they are sent, as a stream. If it ends early the connection is cut, so that nobody takes it for whole.</summary>
internal static class ExportEndpoints
{
    // Once some of it is sent there is nobody to tell to come back, and a long export should not fail of a busy minute.
    private const int Tries = 12;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/interactions/export", Interactions).RequireAuthorization(Keys.Secret).WithTags("Interactions")
            .WithName("ExportInteractions").WithSummary("All interactions as they are sent, the newest month first")
            .WithDescription("Each line can be sent to POST /api/v1/interactions, of this project or another. The time of receipt is not in it. Within a UTC month what was received last comes first.")
            .Produces<string>(contentType: ExportedInteraction.MediaType).ProducesProblem(422).WithParameters("from?", "to?", "format");
        routes.MapGet("/api/v1/eligible-users/export", People).RequireAuthorization(Keys.Secret).WithTags("Eligible users")
            .WithName("ExportEligibleUsers").WithSummary("Everybody on the list with all access and tags, as they are sent")
            .WithDescription("Each line is a person for PUT /api/v1/eligible-users; somebody whose tags changed has several, to be sent in their order.")
            .Produces<string>(contentType: ExportedInteraction.MediaType).ProducesProblem(422).WithParameters("format");
    }

    private static async Task<IResult> Interactions(HttpContext context, ProjectStores stores, AuditLog audit, CancellationToken ct)
    {
        var (project, parameters) = (context.Project(), new Parameters(context.Request.Query));
        var (from, to) = (parameters.Date("from"), parameters.Date("to"));
        if (from >= to)
            parameters.Add("from", "empty_period", $"'from' ({from}) must be before 'to' ({to}).");
        var isCsv = IsCsv(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var export = new InteractionExport(Start(from), Start(to));
        // Before the first byte, so that a store that cannot be read is still answered with an error.
        var rows = export.Next(await stores.Get(project, ct));
        await audit.Write(Actor.Of(context), AuditAction.Exported, project.Id, "interactions");
        return Results.Stream(Write, isCsv ? AnswerCsv.MediaType : ExportedInteraction.MediaType);

        long? Start(Day? day) => day is { } local ? Timestamp.ToMicroseconds(project.Calendar.StartOf(local)) : null;

        async Task Write(Stream body)
        {
            if (isCsv)
                await body.WriteAsync(ExportedInteraction.CsvHead, ct);
            for (; rows is not null; rows = await Next())
                await body.WriteAsync(isCsv ? ExportedInteraction.Csv(rows) : ExportedInteraction.Lines(rows), ct);
        }

        async Task<IReadOnlyList<StoredInteraction>?> Next()
        {
            for (var i = 1; ; i++)
            {
                try
                {
                    return export.Next(await stores.Get(project, ct));
                }
                catch (StoreUnavailableException) when (i < Tries)
                {
                    await Task.Delay(Again, ct);
                }
            }
        }
    }

    private static async Task<IResult> People(HttpContext context, ProjectStores stores, AuditLog audit, CancellationToken ct)
    {
        var (project, parameters) = (context.Project(), new Parameters(context.Request.Query));
        var isCsv = IsCsv(parameters);
        parameters.RefuseOthers();
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToProblem();
        var store = await stores.Get(project, ct);
        // Names first: a slow reader must not hold a snapshot of the database.
        var names = store.ListEligible().Select(person => person.EndUser).ToList();
        await audit.Write(Actor.Of(context), AuditAction.Exported, project.Id, "people");
        return Results.Stream(Write, isCsv ? AnswerCsv.MediaType : ExportedInteraction.MediaType);

        async Task Write(Stream body)
        {
            if (isCsv)
                await body.WriteAsync(ExportedPerson.CsvHead, ct);
            foreach (var name in names)
            {
                if ((await stores.Get(project, ct)).PersonDetail(name) is { } person)
                    await body.WriteAsync(isCsv ? ExportedPerson.Csv(person) : ExportedPerson.Lines(person), ct);
            }
        }
    }

    private static bool IsCsv(Parameters parameters) => parameters.Text("format") is not null && parameters.OneOf("format", ("ndjson", false), ("csv", true));
}
