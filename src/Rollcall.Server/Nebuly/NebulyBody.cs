using System.Text.Json;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>The way of every body that Nebuly's clients send: key, bytes, JSON, what it says; the first fault on that way is the answer.</summary>
internal static class NebulyBody
{
    /// <param name="context">The request.</param>
    /// <param name="read">What the body says; null with every fault added.</param>
    /// <param name="take">Stores it and answers.</param>
    public static async Task<IResult> Take<T>(HttpContext context, Func<JsonElement, Faults, T?> read, Func<T, RequestKey?, Task<IResult>> take, CancellationToken ct)
        where T : class
    {
        var faults = new Faults();
        if (!IdempotencyHeader.TryRead(context.Request, faults, out var key))
            return faults.ToHeaderDetail();
        var (fault, body) = await BodyReader.ReadWhole(context.Request, Limits.JsonBody, ct);
        using var _ = body;
        if (fault != BodyFault.None)
            return fault.ToDetail(Limits.JsonBody);
        using var document = JsonBody.Parse(body.Bytes, Place.Root, faults);
        var said = document is null ? null : read(document.RootElement, faults);
        return said is null
            ? faults.ToDetail()
            : await take(said, key is null ? null : new(key, IdempotencyHeader.HashOf(context.Request, body.Bytes.Span)));
    }

    /// <summary>The idempotency key of a request, with the hash that tells its body.</summary>
    internal sealed record RequestKey(string Key, byte[] Hash)
    {
        public Idempotency<T> Keep<T>(Func<T, byte[]> answer) => new(Key, Hash, outcome => new StoredAnswer(200, answer(outcome)));
    }
}
