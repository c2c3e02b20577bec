using System.IO.Compression;

namespace Rollcall.Cli.Server;

/// <summary>Sends interactions, one JSON object a line, gzipped, in chunks of at most 20,000 lines and 32 MB (the server takes 100 MB).</summary>
internal sealed class InteractionSender(RollcallServer server, Rejections rejections) : IDisposable
{
    public const int MaxLines = 20_000;
    public const int MaxBytes = 32_000_000;

    private readonly List<long> _lines = [];   // the line in the file of each line in the chunk
    private readonly MemoryStream _gzip = new();
    private GZipStream? _chunk;
    private long _bytes;

    public long Sent { get; private set; }

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Conflicts { get; private set; }

    /// <summary>Adds a line; true when that sent a chunk.</summary>
    public async Task<bool> Add(long line, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        if (json.Length > MaxBytes)
        {
            rejections.Add(line, "too_long", $"The line has {json.Length} bytes; at most {MaxBytes} can be sent.");
            return false;
        }

        var full = _lines.Count == MaxLines || _bytes + json.Length > MaxBytes;
        if (full)
            await Flush(ct);
        _chunk ??= new GZipStream(_gzip, CompressionLevel.Fastest, leaveOpen: true);
        _chunk.Write(json.Span);
        _chunk.WriteByte((byte)'\n');
        _lines.Add(line);
        _bytes += json.Length + 1;
        return full;
    }

    public async Task Flush(CancellationToken ct)
    {
        if (_chunk is null)
            return;
        await _chunk.DisposeAsync();
        _chunk = null;
        var answer = await server.PostInteractions(_gzip.GetBuffer().AsMemory(0, (int)_gzip.Length), ct);
        Sent += _lines.Count;
        Accepted += answer.Accepted;
        Duplicates += answer.Duplicates;
        Conflicts += answer.Conflicts;
        var named = answer.Rejected ?? [];
        foreach (var rejected in named)
            rejections.Add(_lines[(int)Math.Clamp(rejected.Line - 1, 0, _lines.Count - 1)], rejected.Code, rejected.Message);
        rejections.AddUnnamed((answer.RejectedCount ?? 0) - named.Length, _lines[0], _lines[^1]);
        _lines.Clear();
        _gzip.SetLength(0);
        _bytes = 0;
    }

    public void Dispose()
    {
        _chunk?.Dispose();
        _gzip.Dispose();
    }
}
