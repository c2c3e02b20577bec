namespace Rollcall.Storage.Registry;

/// <summary>What an API key may do in its project. On disk, never renumber.</summary>
public enum KeyKind
{
    /// <summary>Everything in its project.</summary>
    Secret = 1,

    /// <summary>Sends interactions, nothing else.</summary>
    Ingest = 2,

    /// <summary>Writes and reads the list of people.</summary>
    Population = 3,

    /// <summary>Metrics and people, no text of interactions.</summary>
    Read = 4,
}
