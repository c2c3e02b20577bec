using System.Text.Json;
using Rollcall.Server.Wire;

namespace Rollcall.Server.Nebuly.Reads;

/// <summary>Which numbers of a row are wanted; none named: all.</summary>
internal sealed record NebulyVariables(IReadOnlyCollection<string> Wanted)
{
    public const string Interactions = "n_interactions", Users = "n_users", Feedback = "user_feedback", Cost = "cost", Latency = "latency_seconds", Stickiness = "stickiness",
        SessionLength = "session_length", SessionTime = "session_time", Retention = "retention", Intents = "n_intents";

    private static readonly string[] Known = [Interactions, Users, Feedback, Cost, Latency, Stickiness, SessionLength, SessionTime, Retention, Intents];

    public bool Has(string variable) => Wanted.Count == 0 || Wanted.Contains(variable);

    public static NebulyVariables Read(JsonElement root, Faults faults)
        => new([.. root.Items("variables", Place.Root, faults).Select(variable => NebulyFields.Word(variable.Item, variable.At, Known, faults)).OfType<string>()]);
}
