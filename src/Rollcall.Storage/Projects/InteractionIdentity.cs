using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Rollcall.Storage.Projects;

/// <summary>
/// The identity of an interaction, 128 bits: of its own id where it has one, else of the whole record as it was sent, before a conversation id is
/// made up. The byte layout below is on disk through its hashes: never change it.
/// </summary>
internal static class InteractionIdentity
{
    /// <summary>The identity of an explicit id.</summary>
    public static UInt128 OfId(string id)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(3 + Encoding.UTF8.GetMaxByteCount(id.Length));
        "id\0"u8.CopyTo(bytes);
        var length = 3 + Encoding.UTF8.GetBytes(id, bytes.AsSpan(3));
        var identity = Hash(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
        return identity;
    }

    /// <summary>The fingerprint of everything but the id; <paramref name="folded"/> is the end_user without case where it has none.</summary>
    public static UInt128 OfContent(InteractionRecord record, string folded)
    {
        var canonical = new Canonical(record);
        canonical.Text(folded);
        canonical.Number(record.TimeStart);
        canonical.Number(record.TimeEnd);
        canonical.Text(record.ConversationId);
        canonical.Text(record.Model);
        canonical.Text(record.Agent);
        canonical.Number(record.InputTokens);
        canonical.Number(record.OutputTokens);
        canonical.Number(record.Cost);
        canonical.Text(record.Error);
        canonical.Text(record.Feedback);
        var tags = record.Tags is { Count: > 0 } some ? TagText.Sorted(some) : [];
        canonical.Number(tags.Length);
        foreach (var (key, value) in tags)
        {
            canonical.Text(key);
            canonical.Text(value);
        }

        canonical.Text(record.Input);
        canonical.Text(record.Output);
        canonical.Text(record.Traces);
        return canonical.Finish();
    }

    private static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // Texts as a 32-bit length and UTF-8 (length -1 for null), numbers as a presence byte and 64 bits; big-endian.
    private ref struct Canonical
    {
        private byte[] _bytes;
        private int _length;

        public Canonical(InteractionRecord record)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(512 + (3 * ((record.Input?.Length ?? 0) + (record.Output?.Length ?? 0))));
            _length = 0;
            "record\0"u8.CopyTo(Take(7));
        }

        public void Text(string? text)
        {
            if (text is null)
            {
                BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);
                return;
            }

            Reserve(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
            var written = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length + 4));
            BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_length), written);
            _length += 4 + written;
        }

        public void Number(long? number)
        {
            var bytes = Take(9);
            bytes[0] = number.HasValue ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt64BigEndian(bytes[1..], number.GetValueOrDefault());
        }

        public UInt128 Finish()
        {
            var identity = Hash(_bytes.AsSpan(0, _length));
            ArrayPool<byte>.Shared.Return(_bytes);
            return identity;
        }

        private Span<byte> Take(int count)
        {
            Reserve(count);
            _length += count;
            return _bytes.AsSpan(_length - count, count);
        }

        private void Reserve(int count)
        {
            if (_bytes.Length - _length >= count)
                return;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
