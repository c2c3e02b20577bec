using Rollcall.Server.Projects;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Ingest;

/// <summary>
/// The yardstick of the ingest benchmark: takes the same body behind the same key, and does nothing with it. There only where the environment is
/// <c>Benchmark</c>.
/// </summary>
internal static class EmptyEndpoint
{
    public static void MapEmptyForBenchmarks(this WebApplication app)
    {
        if (app.Environment.IsEnvironment("Benchmark"))
            app.MapPost("/api/v1/nothing", Post).RequireAuthorization(Keys.Ingest).ExcludeFromDescription().WithMetadata(new LargestBody(Limits.JsonBody));
    }

    private static async Task<IResult> Post(HttpContext context, CancellationToken ct)
    {
        var (fault, body) = await BodyReader.ReadWhole(context.Request, Limits.JsonBody, ct);
        using var _ = body;
        return fault == BodyFault.None ? new JsonBytes(200, "{}"u8.ToArray()) : fault.ToProblem(Limits.JsonBody);
    }
}
