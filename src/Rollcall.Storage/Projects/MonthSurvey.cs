using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Opens every month's file once after a start, which took what is kept of the months at its word (<see cref="MonthLoader"/>): so a file that is missing or
/// broken is found, said and mended within seconds, and not when somebody asks for it months later.
/// </summary>
internal sealed class MonthSurvey : IAsyncDisposable
{
    private const int MostTries = 60;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopped = new();   // without a timer there is nothing to be disposed of

    /// <param name="interactions">Tell the writer of damage.</param>
    /// <param name="months">To be looked at.</param>
    /// <param name="lastSeq">The newest row of all.</param>
    public MonthSurvey(InteractionQuestions interactions, IReadOnlyCollection<Month> months, Func<long> lastSeq) =>
        Ended = months.Count == 0 ? Task.CompletedTask : Task.Run(() => Run(interactions, months, lastSeq));

    /// <summary>Ends once every file was looked at, or given up. Never fails.</summary>
    public Task Ended { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await Ended;
    }

    private async Task Run(InteractionQuestions interactions, IReadOnlyCollection<Month> months, Func<long> lastSeq)
    {
        foreach (var month in months)
        {
            for (var tries = 0; tries < MostTries && !_stopped.IsCancellationRequested && !IsSeen(month); tries++)
                await Task.Delay(Rest, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // False where others keep the engine busy, and where the month was damaged: it is looked at again once that is over. Whoever asks for a month that cannot be
        // read for another reason is told so.
        bool IsSeen(Month month)
        {
            try
            {
                return interactions.Ask(search =>
                {
                    search.LookAt(month, lastSeq);
                    return true;
                });
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
