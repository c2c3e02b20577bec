using Rollcall.Storage.Later;

namespace Rollcall.Storage.Projects;

/// <summary>An interaction with all that can be worked out on the sender's thread, so that the writer does not have to.</summary>
internal readonly struct PreparedInteraction
{
    public PreparedInteraction(InteractionRecord record)
    {
        Record = record;
        EndUser = EndUserId.Clean(record.EndUser);
        Folded = EndUserId.Fold(EndUser);
        Content = InteractionIdentity.OfContent(record.AsSent ?? record, Folded);
        Identity = record.Id is { } id ? InteractionIdentity.OfId(id) : Content;
        (InputHash, OutputHash) = (SentText.Hash(Folded, (record.AsSent ?? record).Input), SentText.Hash(Folded, (record.AsSent ?? record).Output));
        Conversation = record.ConversationId ?? $"c-{Identity:x32}";
        Tags = record.Tags is { Count: > 0 } tags && TagText.Write(tags) is var text && text != TagText.None ? text : null;
    }

    public InteractionRecord Record { get; }

    public string EndUser { get; }

    public string Folded { get; }

    public UInt128 Identity { get; }

    public UInt128 Content { get; }

    /// <inheritdoc cref="SentText"/>
    public long? InputHash { get; }

    public long? OutputHash { get; }

    /// <summary>Whether there are texts that are not to be shown.</summary>
    public bool IsHidden => (InputHash ?? OutputHash) is not null && Record.Input is null && Record.Output is null;

    public string Conversation { get; }

    public string? Tags { get; }

    /// <summary>What the row holds in memory while it waits, roughly.</summary>
    public int Bytes => 512 + (2 * ((Record.Input?.Length ?? 0) + (Record.Output?.Length ?? 0) + (Record.Traces?.Length ?? 0) + (Tags?.Length ?? 0)));
}
