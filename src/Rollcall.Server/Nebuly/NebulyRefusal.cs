using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>How Nebuly's API says what is wrong with a body: 422 <c>{"detail":[{"loc":[...],"msg":"...","type":"..."}]}</c>.</summary>
internal static class NebulyRefusal
{
    public static IResult ToDetail(this Faults faults)
    {
        var detail = new JsonArray();
        foreach (var fault in faults.List)
            detail.Add(Entry("body", fault.Place, fault.Code, fault.Message));
        return Unprocessable(detail);
    }

    /// <summary>Faults of headers.</summary>
    public static IResult ToHeaderDetail(this Faults faults)
        => Unprocessable([.. faults.List.Select(fault => (JsonNode)Entry("header", fault.Place, fault.Code, fault.Message))]);

    /// <summary>Faults of query parameters.</summary>
    public static IResult ToQueryDetail(this Faults faults)
        => Unprocessable([.. faults.List.Select(fault => (JsonNode)Entry("query", fault.Place, fault.Code, fault.Message))]);

    public static IResult ToDetail(this BodyFault fault, long limit)
    {
        if (fault is BodyFault.TooLarge or BodyFault.UnknownEncoding)
            return fault.ToProblem(limit);
        var faults = new Faults();
        faults.Add(Place.Root, fault == BodyFault.BrokenGzip ? "invalid_gzip" : "body_cut_short", fault == BodyFault.BrokenGzip ? "The body is not whole, valid gzip." : "The body ended before it was whole.");
        return faults.ToDetail();
    }

    public static IResult ToDetail(this StoreRefusal refusal, Func<PersonFault, Place>? places = null)
    {
        var faults = new Faults();
        if (refusal is StoreRefusal.KeyReused)
        {
            faults.Add(Place.Root[IdempotencyHeader.Name], refusal.Code, refusal.Message);
            return faults.ToHeaderDetail();
        }

        if (refusal is StoreRefusal.InteractionFull or StoreRefusal.WaitingFull)
        {
            faults.Add(Place.Root, refusal.Code, refusal.Message);
            return faults.ToDetail();
        }

        if (refusal is not StoreRefusal.Faulty faulty)
            return refusal.ToProblem();
        foreach (var fault in faulty.Faults)
            faults.Add(places?.Invoke(fault) ?? Place.Root, fault.Code, fault.Message);
        return faults.ToDetail();
    }

    private static JsonObject Entry(string part, Place place, string code, string message)
    {
        var loc = new JsonArray { part };
        foreach (var at in place.Parts)
            loc.Add(at is int index ? JsonValue.Create(index) : JsonValue.Create(Convert.ToString(at, CultureInfo.InvariantCulture)));
        return new() { ["loc"] = loc, ["msg"] = message, ["type"] = code };
    }

    private static JsonBytes Unprocessable(JsonArray detail)
        => new(422, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["detail"] = detail }, NebulyJson.Default.JsonObject));
}
