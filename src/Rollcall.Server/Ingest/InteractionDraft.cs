using System.Text;
using Rollcall.Kernel.Time;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Ingest;

/// <summary>An interaction while it is read: what every wire form ends in, and the checks that hold for all of them.</summary>
internal struct InteractionDraft
{
    public bool HasEndUser, HasStart;
    public string? Id, EndUser, ConversationId, Input, Output, Model, Agent, Error, Feedback, Traces;
    public DateTimeOffset? Start, End;
    public long? InputTokens, OutputTokens, Cost;
    public Dictionary<string, string>? Tags;

    /// <summary>Adds a fault for each thing that is missing, out of range or too large.</summary>
    public readonly void Check(Place place, DateTimeOffset now, Faults faults)
    {
        if (!HasEndUser)
            faults.Add(place["end_user"], "required", "An interaction needs an end_user.");
        if (!HasStart)
            faults.Add(place["time_start"], "required", "An interaction needs a time_start.");
        InRange(Start, "time_start");
        InRange(End, "time_end");
        if (Start is { } begin && End is { } end && end < begin)
            faults.Add(place["time_end"], "time_end_before_start", $"time_end ({end:O}) is before time_start ({begin:O}).");
        if (Bytes() is var bytes && bytes > Limits.InteractionText)
            faults.Add(place, "too_large", $"The text and tags of this interaction have {bytes} bytes; {Limits.InteractionText} are accepted.");

        void InRange(DateTimeOffset? time, string field)
        {
            if (time < Limits.EarliestTime || time > now.AddDays(1))
                faults.Add(place[field], "time_out_of_range", $"'{time:O}' is not from 2000-01-01 to one day ahead of now.");
        }
    }

    public readonly InteractionRecord ToRecord() => new()
    {
        Id = Id,
        EndUser = EndUser!,
        TimeStart = Timestamp.ToMicroseconds(Start!.Value),
        TimeEnd = End is { } end ? Timestamp.ToMicroseconds(end) : null,
        ConversationId = ConversationId,
        Input = Input,
        Output = Output,
        Model = Model,
        Agent = Agent,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        Cost = Cost,
        Error = Error,
        Feedback = Feedback,
        Tags = Tags,
        Traces = Traces,
    };

    private readonly long Bytes()
    {
        long bytes = Size(Input) + Size(Output) + Size(Error);
        foreach (var tag in Tags ?? [])
            bytes += Size(tag.Key) + Size(tag.Value);
        return bytes;
    }

    private static int Size(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
