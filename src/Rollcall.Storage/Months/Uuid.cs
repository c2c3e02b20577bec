using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Rollcall.Storage.Months;

/// <summary>Identities as the engine's 128-bit type, which shows the same hexadecimal digits.</summary>
internal static class Uuid
{
    public static Guid Of(UInt128 identity)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, identity);
        return new(bytes, bigEndian: true);
    }

    public static UInt128 ToIdentity(Guid uuid)
    {
        if (!BitConverter.IsLittleEndian)
            return BinaryPrimitives.ReadUInt128BigEndian(uuid.ToByteArray(bigEndian: true));
        // A start reads millions. In memory: a number of 32 bits and two of 16, each little-endian, then eight bytes in the order of their digits.
        var (lower, upper) = Unsafe.BitCast<Guid, (ulong, ulong)>(uuid);
        return new((lower << 32) | (lower >> 16 & 0xFFFF_0000) | (lower >> 48), BinaryPrimitives.ReverseEndianness(upper));
    }
}
