namespace Rollcall.Storage.Months;

/// <summary>
/// Lets whoever changes month files and whoever copies them take turns, across processes: locks of two files, which a process that dies gives back. A copy
/// first closes the turnstile, so that nobody new comes in, and then waits for those who are inside. Appending to the journal needs no gate. Thread-safe.
/// </summary>
internal sealed class MonthGate(string projectFolder)
{
    private const int EAgain = 11;
    private const int EAgainOfBsd = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(5);

    private readonly string _turnstile = Path.Combine(projectFolder, "backup.lock");
    private readonly string _inside = Path.Combine(projectFolder, "move.lock");

    /// <summary>Whether somebody copies the files, or waits to.</summary>
    public bool IsClosed
    {
        get
        {
            using var turn = TryLock(_turnstile, isExclusive: false);
            return turn is null;
        }
    }

    /// <summary>Lets the files be changed until disposed; null while they are being copied.</summary>
    public IDisposable? TryEnter()
    {
        using var turn = TryLock(_turnstile, isExclusive: false);
        return turn is null ? null : TryLock(_inside, isExclusive: false);
    }

    /// <summary>Keeps the files as they are until disposed. Waits for those who are changing them, which may take seconds.</summary>
    /// <exception cref="StoreInUseException">They did not end in time, or another copy is being made.</exception>
    public async Task<IDisposable> Close(TimeSpan wait, CancellationToken ct)
    {
        var until = Environment.TickCount64 + (long)wait.TotalMilliseconds;
        var turn = await Lock(_turnstile, until, ct);
        try
        {
            return new Closed(turn, await Lock(_inside, until, ct));
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private static async Task<FileStream> Lock(string file, long until, CancellationToken ct)
    {
        while (true)
        {
            if (TryLock(file, isExclusive: true) is { } held)
                return held;
            if (Environment.TickCount64 >= until)
                throw new StoreInUseException($"The files of {Path.GetDirectoryName(file)} did not come to rest: is another backup being made?");
            await Task.Delay(Again, ct);
        }
    }

    // The files stay: deleting one would let others lock another of the same name.
    private static FileStream? TryLock(string file, bool isExclusive)
    {
        try
        {
            if (!File.Exists(file))
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
            return new(file, FileMode.Open, isExclusive ? FileAccess.ReadWrite : FileAccess.Read, isExclusive ? FileShare.None : FileShare.Read, 0);
        }
        catch (IOException held) when (held.HResult is EAgain or EAgainOfBsd or SharingViolation)
        {
            return null;
        }
    }

    private sealed class Closed(FileStream turn, FileStream inside) : IDisposable
    {
        public void Dispose()
        {
            inside.Dispose();
            turn.Dispose();
        }
    }
}
