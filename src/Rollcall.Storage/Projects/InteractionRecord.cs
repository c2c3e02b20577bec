namespace Rollcall.Storage.Projects;

/// <summary>One interaction as it was sent, checked and parsed by the edge.</summary>
public sealed record InteractionRecord
{
    /// <summary>The sender's own id, trimmed and NFC.</summary>
    public string? Id { get; init; }

    /// <summary>Who, trimmed and NFC.</summary>
    public required string EndUser { get; init; }

    /// <summary>UTC microseconds.</summary>
    public required long TimeStart { get; init; }

    /// <summary>UTC microseconds.</summary>
    public long? TimeEnd { get; init; }

    /// <summary>Null makes a conversation of its own.</summary>
    public string? ConversationId { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? Model { get; init; }

    public string? Agent { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>Micro-dollars.</summary>
    public long? Cost { get; init; }

    public string? Error { get; init; }

    /// <summary>JSON as sent.</summary>
    public string? Feedback { get; init; }

    /// <summary>Tags of the interaction; empty values are dropped.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>JSON as sent.</summary>
    public string? Traces { get; init; }

    /// <summary>
    /// The record as it was sent, where this one keeps less of it: it tells duplicates, and nothing else of it is stored. Null: this one.
    /// </summary>
    public InteractionRecord? AsSent { get; init; }
}
