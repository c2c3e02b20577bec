using System.Globalization;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary>
/// Takes interactions line by line: lines are cut, parsed and handed to the store in chunks, each one transaction; while a chunk is on its way to disk
/// the next one is parsed. A line that cannot be taken is named and the others go on; when the body ends early, whole chunks are kept.
/// </summary>
internal sealed class InteractionLines(ProjectStore store, InteractionReader reader)
{
    private const int ChunkLines = 2_000;
    private const int ChunkBytes = 2_000_000;

    private readonly AppendTally _tally = new();
    private long _linesTaken;

    public async Task<IResult> Take(HttpRequest request, string? key, CancellationToken ct)
    {
        if (request.ContentLength > Limits.LinesBody)
            return BodyFault.TooLarge.ToProblem(Limits.LinesBody);
        if (BodyReader.Open(request, out var stream) is var fault && fault != BodyFault.None)
            return fault.ToProblem(Limits.LinesBody);
        // From the first chunk on: another request with the key must not store chunks of another body meanwhile.
        using var hold = key is null ? null : store.HoldKey(key);
        if (key is not null && hold is null)
            return new StoreRefusal.KeyInProgress(key).ToProblem();
        await using var hashing = key is null ? null : new HashingStream(stream, IdempotencyHeader.Begin(request));
        var known = key is not null && store.FindAnswer(key) is not null;
        var lines = new LineReader(hashing ?? stream, Limits.LinesBody);
        Chunk? onItsWay = null;
        while (true)
        {
            var chunk = await lines.Next(ChunkLines, ChunkBytes, ct);
            // A body that was cut keeps its whole chunks only, so that the sender knows where to go on.
            if (chunk.Count == 0 || lines.Fault != BodyFault.None)
                break;
            if (known)
                continue;   // answered before: the body is only compared
            var (numbers, records) = Parse(chunk);
            if (await Settle(onItsWay) is { } refusal)
                return refusal.ToProblem(taken: Taken());
            onItsWay = new(numbers, lines.Lines, Append(records, ct));
        }

        if (await Settle(onItsWay) is { } last)
            return last.ToProblem(taken: Taken());
        if (lines.Fault != BodyFault.None)
            return lines.Fault.ToProblem(Limits.LinesBody, Taken());
        return key is null ? new JsonBytes(200, _tally.ToAnswer().ToBytes()) : await Keep(key, hashing!.Hash(), ct);
    }

    private (List<long> Numbers, List<InteractionRecord> Records) Parse(List<(long Number, byte[]? Bytes)> chunk)
    {
        var numbers = new List<long>(chunk.Count);
        var records = new List<InteractionRecord>(chunk.Count);
        foreach (var (number, bytes) in chunk)
        {
            var faults = new Faults();
            if (bytes is null)
            {
                _tally.Reject(number, "too_large", $"The line has more than {LineReader.MostLineBytes} bytes.");
                continue;
            }

            using var document = JsonBody.Parse(bytes, Place.Root, faults);
            if (document is not null && reader.Read(document.RootElement, Place.Root, faults) is { } record)
            {
                numbers.Add(number);
                records.Add(record);
                continue;
            }

            var first = faults.List[0];
            var place = first.Place.ToString();
            _tally.Reject(number, first.Code, place.Length == 0 ? first.Message : $"{place}: {first.Message}");
        }

        return (numbers, records);
    }

    private async Task<WriteResult<AppendOutcome>> Append(List<InteractionRecord> records, CancellationToken ct)
    {
        while (true)
        {
            var result = await store.Append(records, null, ct);
            if (result.Refusal is not StoreRefusal.Busy)
                return result;
            // Others are waiting as well: this sender can wait where it is, its body is not read any faster.
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    // Waits for a chunk and counts it; why it was not taken, if it was not.
    private async Task<StoreRefusal?> Settle(Chunk? chunk)
    {
        if (chunk is null)
            return null;
        var result = await chunk.Writing;
        if (result.Refusal is { } refusal)
            return refusal;
        for (var i = 0; i < chunk.Numbers.Count; i++)
            _tally.Add(chunk.Numbers[i], result.Outcome.Rows[i].Status);
        _linesTaken = chunk.ThroughLine;
        return null;
    }

    private async Task<IResult> Keep(string key, byte[] hash, CancellationToken ct)
    {
        var answer = _tally.ToAnswer().ToBytes();
        var result = await store.Append([], new Idempotency<AppendOutcome>(key, hash, _ => new StoredAnswer(200, answer)) { IsHeld = true }, ct);
        return result switch
        {
            { Refusal: { } refusal } => refusal.ToProblem(taken: Taken()),
            { Replay: { } replay } => new JsonBytes(replay.Status, replay.Body),
            _ => new JsonBytes(200, answer),
        };
    }

    private string Taken() => string.Create(CultureInfo.InvariantCulture, $" The first {_linesTaken} lines were taken.");

    private sealed record Chunk(List<long> Numbers, long ThroughLine, Task<WriteResult<AppendOutcome>> Writing);
}
