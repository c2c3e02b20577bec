namespace Rollcall.Storage.Projects;

/// <summary>Why a write was not done. Nothing of it is stored.</summary>
public abstract record StoreRefusal(string Code, string Message)
{
    /// <summary>When it is worth trying again; null where the same request will never be taken.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Too much is waiting for the writer.</summary>
    public sealed record Busy : StoreRefusal
    {
        public Busy()
            : base("busy", "The store is catching up with earlier requests. Try again shortly.") => RetryAfter = TimeSpan.FromSeconds(1);
    }

    /// <summary>The disk is nearly full. Reads go on, and writes will as soon as there is room.</summary>
    public sealed record Full : StoreRefusal
    {
        public Full()
            : base("storage_full", "The disk of the server is nearly full, so nothing can be stored for now.") =>
            RetryAfter = TimeSpan.FromSeconds(30);
    }

    /// <summary>The idempotency key was used before, with another body.</summary>
    public sealed record KeyReused(string Key)
        : StoreRefusal("idempotency_key_reused", $"The idempotency key '{Key}' was used before with another body.");

    /// <summary>A request with the same idempotency key is being worked on.</summary>
    public sealed record KeyInProgress : StoreRefusal
    {
        public KeyInProgress(string key)
            : base("idempotency_key_in_progress", $"A request with the idempotency key '{key}' is still being worked on.") =>
            RetryAfter = TimeSpan.FromSeconds(1);
    }

    /// <summary>The interaction has as much feedback, or as many tags, as it may.</summary>
    public sealed record InteractionFull()
        : StoreRefusal("interaction_full", "The interaction has as much feedback, or as many tags, as one may have.");

    /// <summary>Too much waits for interactions that never came.</summary>
    public sealed record WaitingFull()
        : StoreRefusal("too_many_waiting", "There is no such interaction yet, and as much feedback and as many tags wait for theirs as may.");

    /// <summary>What was asked contradicts what is stored.</summary>
    public sealed record Faulty(IReadOnlyList<PersonFault> Faults)
        : StoreRefusal("invalid", "The request does not fit what is stored.");
}
