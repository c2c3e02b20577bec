namespace Rollcall.Server.Wire;

/// <summary>
/// Cuts a stream into lines and hands them out in chunks, so that a body of any length takes little memory. Counts the bytes after decompression
/// and stops at the limit.
/// </summary>
internal sealed class LineReader(Stream stream, long limit)
{
    /// <summary>Bytes of one line at the most: the text and traces of one interaction with room for escapes.</summary>
    public const int MostLineBytes = 8_000_000;

    private byte[] _buffer = new byte[256 * 1024];
    private int _start, _end;
    private long _total;
    private bool _atEnd, _skipping;

    /// <summary>Lines handed out so far, empty ones included.</summary>
    public long Lines { get; private set; }

    /// <summary>What ended the reading early, if anything.</summary>
    public BodyFault Fault { get; private set; }

    /// <summary>
    /// The next lines, at most <paramref name="count"/> and not many more bytes than <paramref name="bytes"/>; none at the end. A line that is too long is
    /// handed out as null.
    /// </summary>
    public async Task<List<(long Number, byte[]? Bytes)>> Next(int count, int bytes, CancellationToken ct)
    {
        var lines = new List<(long, byte[]?)>();
        var taken = 0;
        while (lines.Count < count && taken < bytes)
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Take(lines, newline);
                _start += newline + 1;
                taken += newline;
            }
            else if (!_atEnd)
            {
                await Fill(ct);
            }
            else
            {
                // The last line needs no line end, unless the body was cut: then it is not whole.
                if (_end > _start && Fault == BodyFault.None)
                    Take(lines, _end - _start);
                _start = _end;
                break;
            }
        }

        return lines;
    }

    private void Take(List<(long, byte[]?)> lines, int length)
    {
        Lines++;
        var line = _buffer.AsSpan(_start, length);
        if (_skipping)
        {
            _skipping = false;
            lines.Add((Lines, null));
            return;
        }

        if (Lines == 1 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        line = line.TrimEnd((byte)'\r');
        if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            lines.Add((Lines, line.ToArray()));
    }

    private async Task Fill(CancellationToken ct)
    {
        if (_end - _start > MostLineBytes)
        {
            _skipping = true;
            _start = _end;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            _end += read;
            _total += read;
            _atEnd = read == 0;
            if (_total > limit)
                Stop(BodyFault.TooLarge);
        }
        catch (InvalidDataException)
        {
            Stop(BodyFault.BrokenGzip);
        }
        catch (IOException e)
        {
            Stop(BodyReader.Of(e));
        }
    }

    private void Stop(BodyFault fault) => (Fault, _atEnd) = (fault, true);
}
