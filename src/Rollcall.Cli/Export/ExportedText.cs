using Rollcall.Cli.Tables;

namespace Rollcall.Cli.Export;

/// <summary>Passes NDJSON or CSV on as it arrives, and counts the rows.</summary>
internal static class ExportedText
{
    public const int PieceBytes = 1 << 16;

    /// <summary>The rows, without the one that names the columns of CSV.</summary>
    public static async Task<long> Copy(Stream from, FileFormat format, Func<ReadOnlyMemory<byte>, Task> write, Progress progress, CancellationToken ct)
    {
        var (rows, isQuoted) = (format == FileFormat.Csv ? -1L : 0, false);
        var piece = new byte[PieceBytes];
        while (await from.ReadAsync(piece, ct) is var read and > 0)
        {
            Count(piece.AsSpan(0, read));
            await write(piece.AsMemory(0, read));
            progress.At(rows);
        }

        return rows;

        // Lines of CSV end where no quote is open; a quote within quotes is written twice, which closes and opens it again.
        void Count(ReadOnlySpan<byte> bytes)
        {
            if (format != FileFormat.Csv)
            {
                rows += bytes.Count((byte)'\n');
                return;
            }

            foreach (var b in bytes)
            {
                if (b == '"')
                    isQuoted = !isQuoted;
                else if (b == '\n' && !isQuoted)
                    rows++;
            }
        }
    }
}
