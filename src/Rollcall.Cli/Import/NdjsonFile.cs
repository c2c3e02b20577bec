using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Rollcall.Cli.Import;

/// <summary>One line of a file.</summary>
/// <param name="Number">From 1, counting every line of the file.</param>
/// <param name="Bytes">The line as it stands there, without its end. The server judges it, so nothing is decoded on the way.</param>
internal readonly record struct NdjsonLine(long Number, byte[] Bytes);

/// <summary>A file with one JSON object a line, or <c>-</c> for standard input. Blank lines are counted and skipped.</summary>
internal static class NdjsonFile
{
    private static readonly byte[] Bom = [0xEF, 0xBB, 0xBF];

    public static Stream Open(string path, Surroundings around)
    {
        if (path == "-")
            return around.Input();
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException($"{path} cannot be read: {broken.Message}", broken);
        }
    }

    public static async IAsyncEnumerable<NdjsonLine> Lines(Stream file, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        for (long number = 0; ;)
        {
            var read = await reader.ReadAsync(ct);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                number++;
                if (Trimmed(line, first: number == 1) is { Length: > 0 } bytes)
                    yield return new NdjsonLine(number, bytes);
            }

            if (read.IsCompleted)
                break;
            reader.AdvanceTo(rest.Start, rest.End);
        }

        await reader.CompleteAsync();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool last, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!last || rest.IsEmpty)
            return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static byte[] Trimmed(ReadOnlySequence<byte> line, bool first)
    {
        ReadOnlySpan<byte> bytes = line.ToArray();
        if (first && bytes.StartsWith(Bom))
            bytes = bytes[Bom.Length..];
        return bytes.Trim(" \t\r"u8).ToArray();
    }
}
