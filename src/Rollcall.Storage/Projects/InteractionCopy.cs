using System.Globalization;

namespace Rollcall.Storage.Projects;

/// <summary>A stored interaction as a record to be sent again, to this project or another.</summary>
public static class InteractionCopy
{
    /// <summary>
    /// The record that is stored as this one is. It names no id, and no conversation, where the same ones are made of the content again: so what was sent
    /// without an id is still a duplicate of itself.
    /// </summary>
    public static InteractionRecord Of(StoredInteraction row)
    {
        var record = new InteractionRecord
        {
            Id = row.Id,
            EndUser = row.EndUser,
            TimeStart = row.TimeStart,
            TimeEnd = row.TimeEnd,
            ConversationId = row.ConversationId,
            Input = row.Input,
            Output = row.Output,
            Model = row.Model,
            Agent = row.Agent,
            InputTokens = row.InputTokens,
            OutputTokens = row.OutputTokens,
            Cost = row.Cost,
            Error = row.Error,
            Feedback = row.Feedback,
            Tags = TagText.Read(row.Tags),
            Traces = row.Traces,
        };
        var bare = record with { Id = null, ConversationId = row.ConversationId == $"c-{row.Id}" ? null : row.ConversationId };
        if (Hex(new PreparedInteraction(bare).Identity) == row.Id)
            return bare;
        return row.ConversationId == $"c-{Hex(InteractionIdentity.OfId(row.Id))}" ? record with { ConversationId = null } : record;

        static string Hex(UInt128 identity) => identity.ToString("x32", CultureInfo.InvariantCulture);
    }
}
