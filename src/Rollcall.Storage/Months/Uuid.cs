using System.Buffers.Binary;

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
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
