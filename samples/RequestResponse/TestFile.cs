using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>A file that exists only as a rule: both processes can make it, so either can check what it was sent.</summary>
internal static class TestFile
{
    /// <summary>One chunk: small enough to share the channel with other calls, large enough to be quick.</summary>
    public const int ChunkSize = 64 * 1024;

    /// <summary>Yields the file in chunks. A chunk is the reader's until it asks for the next one.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        long bytes,
        IProgress<long>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chunk = new byte[ChunkSize];
        var state = 0x9E3779B97F4A7C15UL;
        for (var sent = 0L; sent < bytes;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = (int)Math.Min(ChunkSize, bytes - sent);
            Fill(chunk, ref state);
            yield return chunk.AsMemory(0, size);
            sent += size;
            progress?.Report(sent);
            await Task.CompletedTask;
        }
    }

    /// <summary>Computes the hash the file must have.</summary>
    public static byte[] ComputeSha256(long bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkSize];
        var state = 0x9E3779B97F4A7C15UL;
        for (var done = 0L; done < bytes; done += ChunkSize)
        {
            Fill(chunk, ref state);
            hash.AppendData(chunk, 0, (int)Math.Min(ChunkSize, bytes - done));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>xorshift64: every chunk differs, so a chunk lost, repeated or swapped changes the hash.</summary>
    private static void Fill(byte[] chunk, ref ulong state)
    {
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(chunk.AsSpan()))
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word = state;
        }
    }
}
