using System.Globalization;
using System.Text.Json;
using Rollcall.Server.Accounts;
using Rollcall.Server.Metrics;
using Rollcall.Server.Nebuly.Reads;
using Rollcall.Server.Projects;
using Rollcall.Server.Wire;
using Rollcall.Storage.Erasing;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Nebuly;

/// <summary>Nebuly's way to erase interactions. People stay on the list, and their access too.</summary>
internal static class NebulyErasureEndpoints
{
    public static void MapNebulyErasure(this IEndpointRouteBuilder routes) => routes.MapPost("/api/external/projects/delete-interactions", Delete)
        .WithTags("Nebuly: projects").RequireAuthorization(Keys.Secret).WithMetadata(new LargestBody(Limits.JsonBody)).WithName("NebulyDeleteInteractions")
        .WithSummary("Erase interactions that meet all filters")
        .WithDescription("Once it is answered nobody is given them any more. Without a filter and without a time_range all interactions of the project are meant, and confirm=all is needed.")
        .WithParameters("confirm?");

    private static async Task<IResult> Delete(HttpContext context, ProjectStores stores, AuditLog audit, CancellationToken ct)
    {
        var (project, parameters) = (context.Project(), new Parameters(context.Request.Query));
        var isConfirmed = parameters.Text("confirm") is not null && parameters.OneOf("confirm", ("all", true));
        if (parameters.Faults.Count > 0)
            return parameters.Faults.ToQueryDetail();
        return await NebulyBody.Take<Erasure>(
            context,
            (root, faults) =>
            {
                root.Needed("filters", Place.Root, faults);
                var erasure = new Erasure { Conditions = NebulyFilters.Read(root, faults) };
                if (root.Field("time_range") is { } range)
                {
                    var (from, until) = NebulyFields.Range(range, Place.Root["time_range"], project.Calendar, faults);
                    erasure = erasure with { From = from, Until = until };
                }
                else if (erasure.Conditions.Count == 0 && faults.Count == 0 && !isConfirmed)
                {
                    faults.Add(Place.Root["filters"], "confirmation_needed", "Without a filter and without a time_range every interaction of the project is erased: ask with ?confirm=all if that is meant.");
                }

                return faults.Count == 0 ? erasure : null;
            },
            async (erasure, key) =>
            {
                // Even if the caller hangs up: what has begun ends, and is written down.
                var result = await (await stores.Get(project, ct)).Erase(erasure, key?.Keep<ErasureOutcome>(Answer), CancellationToken.None);
                if (result.Refusal is { } refusal)
                    return refusal.ToDetail();
                if (result.Replay is { } replay)
                    return new JsonBytes(replay.Status, replay.Body);
                await audit.Write(Actor.Of(context), AuditAction.Erased, project.Id, Described(erasure, result.Outcome.Erased));
                return new JsonBytes(200, Answer(result.Outcome));
            },
            ct);
    }

    private static byte[] Answer(ErasureOutcome outcome) =>
        JsonSerializer.SerializeToUtf8Bytes(new ErasedAnswer(string.Create(CultureInfo.InvariantCulture, $"{outcome.Erased} interactions deleted."), outcome.Erased), NebulyJson.Default.ErasedAnswer);

    // Without ids of people: they may be what was to be erased.
    private static string Described(Erasure erasure, long erased) => string.Create(
        CultureInfo.InvariantCulture,
        $"{erased} interactions{(erasure.Conditions.Count > 0 ? $", {erasure.Conditions.Count} filters" : "")}{(erasure.From is null ? "" : ", within a range of time")}");
}
