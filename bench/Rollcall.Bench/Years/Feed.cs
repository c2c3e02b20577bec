using System.Collections.Concurrent;
using System.Diagnostics;
using Rollcall.Demo;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;
using Rollcall.Storage.Projects;

namespace Rollcall.Bench.Years;

/// <summary>A company's interactions in the order of their start, written out on a thread of their own, a few batches ahead of who stores them.</summary>
internal sealed class Feed(YearsPlan plan)
{
    public const int BatchRows = 10_000;   // a commit's worth
    private const int Ahead = 12;

    /// <summary>Batches of what follows the first <paramref name="skip"/>; none spans a change of month.</summary>
    public IEnumerable<IReadOnlyList<InteractionRecord>> Batches(long skip)
    {
        using var ready = new BlockingCollection<IReadOnlyList<InteractionRecord>>(Ahead);
        using var stopped = new CancellationTokenSource();
        var writing = Task.Run(() => Write(ready, skip, stopped.Token));
        try
        {
            foreach (var batch in ready.GetConsumingEnumerable())
                yield return batch;
            writing.GetAwaiter().GetResult();
        }
        finally
        {
            stopped.Cancel();
        }
    }

    /// <summary>Interactions a second that can be written out while nobody stores them.</summary>
    public double PerSecond(int rows)
    {
        var interactions = plan.Company().Interactions(withText: false).GetEnumerator();
        interactions.MoveNext();
        var started = Stopwatch.GetTimestamp();
        var written = 0;
        while (written < rows && interactions.MoveNext())
        {
            _ = Record(interactions.Current);
            written++;
        }

        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private void Write(BlockingCollection<IReadOnlyList<InteractionRecord>> ready, long skip, CancellationToken stopped)
    {
        try
        {
            List<InteractionRecord> batch = new(BatchRows);
            var month = default(Month);
            foreach (var interaction in plan.Company().Interactions(withText: false))
            {
                if (skip-- > 0)
                    continue;
                var record = Record(interaction);
                var own = Month.Of(record.TimeStart);
                if (batch.Count == BatchRows || (own != month && batch.Count > 0))
                {
                    ready.Add(batch, stopped);
                    batch = new(BatchRows);
                }

                month = own;
                batch.Add(record);
            }

            if (batch.Count > 0)
                ready.Add(batch, stopped);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants more.
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    private InteractionRecord Record(DemoInteraction interaction)
    {
        var start = Timestamp.ToMicroseconds(interaction.TimeStart);
        var hasText = Month.Of(start).Number == plan.TextMonth;
        var number = hasText ? (ulong)start * 1_000_003 ^ (ulong)interaction.Person : 0;
        return new()
        {
            Id = interaction.Id,
            EndUser = interaction.EndUser,
            TimeStart = start,
            TimeEnd = Timestamp.ToMicroseconds(interaction.TimeEnd),
            ConversationId = interaction.ConversationId,
            Model = interaction.Model,
            Agent = interaction.Agent,
            InputTokens = interaction.InputTokens,
            OutputTokens = interaction.OutputTokens,
            Cost = interaction.Cost,
            Error = interaction.Error,
            Tags = interaction.Tags,
            // 1 to 2 KB together.
            Input = hasText ? Prose.Of(number, 200 + (int)(number % 400)) : null,
            Output = hasText && interaction.Error is null ? Prose.Of(number + 1, 700 + (int)(number / 400 % 800)) : null,
        };
    }
}
