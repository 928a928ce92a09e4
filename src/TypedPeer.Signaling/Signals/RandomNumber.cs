using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedPeer.Signaling.Signals;

/// <summary>Numbers that nobody guesses and that are never drawn twice: tie-breakers, the ids of links.</summary>
internal static class RandomNumber
{
    /// <summary>Draws 128 bits.</summary>
    public static UInt128 Draw()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
