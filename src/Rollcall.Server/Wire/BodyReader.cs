using System.Buffers;
using System.IO.Compression;

namespace Rollcall.Server.Wire;

/// <summary>Why a body could not be taken in.</summary>
internal enum BodyFault
{
    None,
    TooLarge,
    BrokenGzip,
    UnknownEncoding,
    CutShort,
}

/// <summary>
/// Reads request bodies up to a limit that counts after decompression. The framework's own decompression passes a cut gzip stream as whole and
/// fails on one that is none; this tells both.
/// </summary>
internal static class BodyReader
{
    /// <summary>Makes cut gzip streams an error. Must run before the first stream is opened.</summary>
    public static void CheckGzipStrictly() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <summary>The body as a stream of what was meant, or the fault of its <c>Content-Encoding</c>: gzip or none are taken.</summary>
    public static BodyFault Open(HttpRequest request, out Stream body)
    {
        body = request.Body;
        var encoding = request.Headers.ContentEncoding.ToString().Trim();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return BodyFault.None;
        if (!encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) && !encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            return BodyFault.UnknownEncoding;
        body = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
        return BodyFault.None;
    }

    /// <summary>What it means that reading failed: beyond the size that the path takes, or cut short, or cut into chunks that are none.</summary>
    public static BodyFault Of(IOException failure)
        => failure is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } ? BodyFault.TooLarge : BodyFault.CutShort;

    /// <summary>The whole body. The buffer is the caller's to dispose of.</summary>
    public static async Task<(BodyFault Fault, Body Body)> ReadWhole(HttpRequest request, long limit, CancellationToken ct)
    {
        if (Open(request, out var stream) is var fault && fault != BodyFault.None)
            return (fault, default);
        if (request.ContentLength > limit)
            return (BodyFault.TooLarge, default);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(request.ContentLength ?? 0, 4_096, 1 << 20));
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer, length, limit);
                var read = await stream.ReadAsync(buffer.AsMemory(length), ct);
                if (read == 0)
                    return (BodyFault.None, new Body(buffer, length));
                length += read;
                if (length > limit)
                    return Failed(BodyFault.TooLarge);
            }
        }
        catch (InvalidDataException)
        {
            return Failed(BodyFault.BrokenGzip);
        }
        catch (IOException e)
        {
            return Failed(Of(e));
        }

        (BodyFault, Body) Failed(BodyFault fault)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return (fault, default);
        }
    }

    private static byte[] Grow(byte[] buffer, int length, long limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((length * 2L) + 1, limit + 1));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary>A body in a rented buffer.</summary>
internal readonly struct Body(byte[] buffer, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => buffer is null ? default : buffer.AsMemory(0, length);

    public void Dispose()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
