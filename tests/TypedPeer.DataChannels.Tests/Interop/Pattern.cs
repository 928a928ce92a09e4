using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>Content both sides can make from the same numbers: byte i of message k is (i * 31 + k * 7 + seed) mod 256.</summary>
internal static class Pattern
{
    public static byte[] Create(int size, int index = 0, int seed = 0)
    {
        var bytes = new byte[size];
        Fill(bytes, index, seed);
        return bytes;
    }

    public static void Fill(Span<byte> bytes, int index = 0, int seed = 0)
    {
        var value = (byte)(index * 7 + seed);
        foreach (ref var b in bytes)
        {
            b = value;
            value += 31;
        }
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
