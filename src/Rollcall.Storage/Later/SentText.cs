using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Storage.Later;

/// <summary>
/// Texts of an interaction as hashes, by which a sender who knows them finds it again. The person is part of them, so that equal texts of two people are not
/// seen to be equal. The byte layout is on disk through its hashes: never change it.
/// </summary>
internal static class SentText
{
    /// <param name="folded">Whose.</param>
    /// <param name="text">Null gives null.</param>
    public static long? Hash(string folded, string? text)
    {
        if (text is null)
            return null;
        var bytes = ArrayPool<byte>.Shared.Rent(1 + Encoding.UTF8.GetMaxByteCount(folded.Length) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(folded, bytes);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
