using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace TypedPeer.CompilerServices;

/// <summary>Turns streams of bytes, as users like to have them, into streams of blocks, as they travel, and back.</summary>
/// <remarks>
/// A stream that is an argument stays the caller's to dispose. One that is a result is disposed by the session, on the side
/// that made it, when the last block is sent or the reader stops.
/// </remarks>
public static class PeerBlocks
{
    // A chunk of a stream is at most this large anyway.
    private const int BlockSize = 16 * 1024;

    /// <summary>Reads a stream to its end, block by block. A block is valid until the next one is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> From(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[BlockSize];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                yield break;
            }

            yield return buffer.AsMemory(0, count);
        }
    }

    /// <summary>Reads a pipe to its end, block by block. A block is valid until the next one is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> From(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var segment in result.Buffer)
            {
                for (var rest = segment; rest.Length > 0; rest = rest[Math.Min(rest.Length, BlockSize)..])
                {
                    yield return rest[..Math.Min(rest.Length, BlockSize)];
                }
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || result.IsCanceled)
            {
                yield break;
            }
        }
    }

    /// <summary>Reads the stream a handler returned to its end, and disposes it.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> From(ValueTask<Stream> result, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stream = await result.ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var block in From(stream, cancellationToken).ConfigureAwait(false))
            {
                yield return block;
            }
        }
    }

    /// <summary>Reads the pipe a handler returned to its end, and completes it.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> From(ValueTask<PipeReader> result, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = await result.ConfigureAwait(false);
        try
        {
            await foreach (var block in From(reader, cancellationToken).ConfigureAwait(false))
            {
                yield return block;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Returns a stream over the blocks, to be read asynchronously and once.</summary>
    public static Stream ToStream(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) => new PeerBlockStream(blocks);

    /// <summary>Returns a pipe over the blocks.</summary>
    public static PipeReader ToPipeReader(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) => PipeReader.Create(new PeerBlockStream(blocks));
}
