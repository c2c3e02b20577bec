using System.Security.Cryptography;
using System.Text.Json;
using Rollcall.Server.Ingest.Masking;
using Rollcall.Server.Wire;
using Rollcall.Storage.Projects;

namespace Rollcall.Server.Nebuly;

/// <summary>The ways in which Nebuly's paths wrap interactions.</summary>
internal sealed class NebulyEventReader(DateTimeOffset now)
{
    /// <summary><c>{"interaction": {...}, "traces": [...], ...}</c>, or the Python client's <c>{"body": {...}}</c>.</summary>
    /// <param name="root">The body.</param>
    /// <param name="field">Where the interaction stands.</param>
    /// <param name="needsInput">Whether one without an input is refused.</param>
    /// <param name="faults">What is wrong with it.</param>
    /// <returns>Null with every fault added.</returns>
    public IReadOnlyList<InteractionRecord>? Single(JsonElement root, string field, bool needsInput, Faults faults)
    {
        if (!TryGetObject(root, field, Place.Root, "An interaction is needed.", faults, out var interaction))
            return null;
        var draft = new NebulyInteractionReader(now, needsInput).Read(interaction, Place.Root[field], root, Place.Root, null, faults);
        return faults.Count > 0 ? null : [Shown(draft.ToRecord(), root, interaction)];
    }

    /// <summary><c>{"conversation": {"interactions": [...], "end_user": "..."}}</c>: one conversation, whose id is made from what was sent, so that a retry has the same.</summary>
    /// <returns>Null with every fault added.</returns>
    public IReadOnlyList<InteractionRecord>? Conversation(JsonElement root, Faults faults)
    {
        if (!TryGetObject(root, "conversation", Place.Root, "A conversation is needed.", faults, out var conversation))
            return null;
        var at = Place.Root["conversation"];
        string? endUser = null;
        if (!conversation.TryGetProperty("end_user"u8, out var who))
            faults.Add(at["end_user"], "required", "A conversation needs an end_user.");
        else
            endUser = Fields.Name(who, at, "end_user", Limits.EndUser, faults);
        if (!conversation.TryGetProperty("interactions"u8, out var interactions) || interactions.ValueKind != JsonValueKind.Array)
        {
            faults.Add(at["interactions"], "required", "A conversation needs an array of interactions.");
            return null;
        }

        var reader = new NebulyInteractionReader(now, needsInput: true);
        var records = new List<InteractionRecord>();
        var id = ConversationId(conversation);
        foreach (var (interaction, i) in interactions.EnumerateArray().Select((interaction, i) => (interaction, i)))
        {
            var place = at["interactions"][i];
            if (interaction.ValueKind != JsonValueKind.Object)
            {
                faults.WrongType(place, "an interaction (an object)", interaction);
                continue;
            }

            var draft = reader.Read(interaction, place, interaction, place, endUser ?? "", faults);
            if (faults.Count == 0)
                records.Add(Shown((draft with { ConversationId = draft.ConversationId ?? id }).ToRecord(), root, interaction));
        }

        if (records.Count == 0 && faults.Count == 0)
            faults.Add(at["interactions"], "empty", "A conversation needs at least one interaction.");
        return faults.Count > 0 ? null : records;
    }

    private static string ConversationId(JsonElement conversation)
        => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(conversation.GetRawText())))[..32];

    // What the sender asked to be masked or not shown is not written as it came; duplicates are told by what came.
    private static InteractionRecord Shown(InteractionRecord sent, JsonElement root, JsonElement interaction)
    {
        if (Flag(root, "hide_content") || Flag(interaction, "hide_content"))
            return sent with { Input = null, Output = null, Traces = null, Feedback = null, AsSent = sent };
        return Flag(root, "anonymize") || Flag(interaction, "anonymize") ? Masked(sent) : sent;
    }

    private static InteractionRecord Masked(InteractionRecord sent) => sent with
    {
        Input = Masker.Mask(sent.Input),
        Output = Masker.Mask(sent.Output),
        Error = Masker.Mask(sent.Error),
        Traces = MaskedJson.Of(sent.Traces),
        Feedback = MaskedJson.Of(sent.Feedback),
        AsSent = sent,
    };

    private static bool TryGetObject(JsonElement root, string field, Place at, string needed, Faults faults, out JsonElement value)
    {
        value = default;
        if (root.ValueKind != JsonValueKind.Object)
            faults.WrongType(at, "an object", root);
        else if (!root.TryGetProperty(field, out value))
            faults.Add(at[field], "required", needed);
        else if (value.ValueKind != JsonValueKind.Object)
            faults.WrongType(at[field], "an object", value);
        return faults.Count == 0;
    }

    private static bool Flag(JsonElement element, string field)
        => element.TryGetProperty(field, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"u8)));
}
