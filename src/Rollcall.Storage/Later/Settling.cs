using Rollcall.Storage.Projects;

namespace Rollcall.Storage.Later;

/// <summary>Gives an interaction that has just been written what waited for it.</summary>
internal static class Settling
{
    public static void Settle(Batch batch, long seq, in PreparedInteraction row)
    {
        if (!batch.State.Waiting.Has(row.Folded))
            return;
        var interaction = new FoundInteraction(seq, row.Record.TimeStart, row.Tags, row.Record.Feedback, row.IsHidden);
        var settled = interaction;
        foreach (var (number, fact) in batch.Later.Waiting(row.Folded))
        {
            if (!fact.Fits(row.Record.TimeStart, row.InputHash, row.OutputHash))
                continue;
            // What does not fit any more cannot be refused now.
            settled = LaterText.With(settled, fact) ?? settled;
            batch.Later.Settle(number);
            batch.State.Waiting.Add(row.Folded, -1);
        }

        if (settled != interaction)
            batch.Later.Set(seq, settled.Tags, settled.Feedback);
    }
}
