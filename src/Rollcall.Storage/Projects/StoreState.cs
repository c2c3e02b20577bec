using Rollcall.Storage.Later;

namespace Rollcall.Storage.Projects;

/// <summary>What the writer knows of its file without asking it. Changes of a batch are staged: kept once they are on disk, else discarded.</summary>
internal sealed class StoreState
{
    private readonly Dictionary<UInt128, ulong> _stagedIdentities = [];
    private readonly List<(UInt128 Identity, uint Minute)> _stagedErasures = [];
    private readonly EarlierIdentities _earlier = new();
    private (long Seq, long Received, long Oldest, long Changes) _kept;

    public Names Names { get; } = new();

    public Roster Roster { get; } = new();

    public TagSets Tags { get; } = new();

    public RecentIdentities Recent { get; } = new();

    /// <summary>Who is waited for.</summary>
    public WaitingFacts Waiting { get; } = new();

    /// <summary>The newest row; rows are numbered from 1.</summary>
    public long LastSeq { get; set; }

    /// <summary>When the newest row was received, UTC microseconds.</summary>
    public long LastReceived { get; set; }

    /// <summary>When the oldest row was received, UTC microseconds; <see cref="long.MaxValue"/> while there is none.</summary>
    public long OldestReceived { get; set; } = long.MaxValue;

    /// <summary>Entries in the log of changes.</summary>
    public long Changes { get; set; }

    public int UnlistedPeople => Names.Count - Roster.EverListed;

    public static uint Minute(long microseconds) => (uint)(microseconds / 60_000_000);

    /// <summary>Whether an interaction is there already, and the fingerprint of what it holds.</summary>
    public bool TryFind(Func<long, long, Dictionary<UInt128, ulong>> rows, UInt128 identity, long timeStart, long now, out ulong content) =>
        _stagedIdentities.TryGetValue(identity, out content)
        || Recent.TryFind(identity, Minute(now), out content)
        || _earlier.TryFind(rows, identity, timeStart, OldestReceived, now, out content);

    public void Stage(UInt128 identity, ulong content) => _stagedIdentities.Add(identity, content);

    /// <summary>An interaction received in a minute is gone: its identity can come again.</summary>
    public void StageErasure(UInt128 identity, uint minute) => _stagedErasures.Add((identity, minute));

    /// <summary>What was staged is on disk.</summary>
    public void Keep()
    {
        Names.Publish();
        Roster.Keep();
        Waiting.Keep();
        foreach (var (identity, content) in _stagedIdentities)
            Recent.Add(identity, content, Minute(LastReceived), Minute(LastReceived));
        _stagedIdentities.Clear();
        foreach (var (identity, minute) in _stagedErasures)
            Recent.Remove(identity, minute);
        if (_stagedErasures.Count > 0)
            _earlier.Clear();
        _stagedErasures.Clear();
        _kept = (LastSeq, LastReceived, OldestReceived, Changes);
    }

    /// <summary>What was staged is not on disk.</summary>
    public void Discard()
    {
        Names.Discard();
        Roster.TakeBack();
        Waiting.Discard();
        _stagedIdentities.Clear();
        _stagedErasures.Clear();
        _earlier.Clear();
        (LastSeq, LastReceived, OldestReceived, Changes) = _kept;
    }
}
