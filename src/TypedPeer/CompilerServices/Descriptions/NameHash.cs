using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.CompilerServices;

/// <summary>How names of contracts, methods and error details travel: the first 64 bits, little-endian, of their SHA-256.</summary>
internal static class NameHash
{
    public static ulong Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
