using Microsoft.Data.Sqlite;
using Rollcall.Kernel.Time;
using Rollcall.Storage.Months;

namespace Rollcall.Storage.Projects;

/// <summary>
/// Has a project count by another calendar: its index is made anew beside the one that answers and takes writes, and then swapped in. One change at a time.
/// Thread-safe.
/// </summary>
internal sealed class CalendarChanges(ProjectWriter writer, MonthEngine engine, ProjectStoreOptions options) : IAsyncDisposable
{
    // Each month may be found damaged once, and is mended; more would be something else.
    private const int Times = 5;

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;

    /// <inheritdoc cref="ProjectStore.Prepare"/>
    public async Task<PreparedCalendar> Prepare(ProjectCalendar calendar, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, _closing.Token);
        try
        {
            await _one.WaitAsync(either.Token);
            try
            {
                // Where only weeks begin otherwise, the days stay.
                var rebuild = calendar.Zone.Id == writer.Calendar.Zone.Id ? null : await Make(calendar, either.Token);
                return new(writer, calendar, rebuild, () => _one.Release());
            }
            catch
            {
                _one.Release();
                throw;
            }
        }
        catch (OperationCanceledException closed) when (_closing.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The project is being closed. Try again shortly.", closed);
        }
        catch (SqliteException broken)
        {
            throw SqliteErrors.Translate(broken);
        }
    }

    /// <summary>Gives up what is being made, and waits until nobody reads the files for it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _reading.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private async Task<IndexRebuild> Make(ProjectCalendar calendar, CancellationToken ct)
    {
        (MonthDamagedException Damage, long? Known)? found = null;
        for (var i = 1; ; i++)
        {
            var rebuild = await writer.BeginRebuild(calendar, found);
            try
            {
                _reading = Task.Run(() => rebuild.Read(engine, options.At, ct), ct);
                await _reading;
                return rebuild;
            }
            catch (MonthDamagedException damage) when (i < Times)
            {
                writer.EndRebuild(rebuild);
                found = (damage, rebuild.KnownDamage(damage.Month));
            }
            catch (Exception exception)
            {
                writer.EndRebuild(rebuild);
                if (exception is MonthDamagedException { Month: var month })
                    throw new StoreUnavailableException($"The interactions of {month} are being repaired. Try again shortly.", exception);
                throw;
            }
        }
    }
}
