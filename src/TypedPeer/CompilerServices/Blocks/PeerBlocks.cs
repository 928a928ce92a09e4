using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace TypedPeer.CompilerServices;

/// <summary>Turns streams of bytes, as users like to have them, into streams of blocks, as they travel, and back.</summary>
/// <remarks>
/// A stream that is an argument stays the caller's to dispose. One that is a result is disposed by the session, on the side
/// that made it, when the last block is sent, the reader stops, or nobody wants it any more.
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

    /// <summary>Reads a pipe to its end, block by block. A block is valid until the next one is asked for; what was asked for is consumed.</summary>
    /// <exception cref="OperationCanceledException">A read of the pipe was cancelled, which is not its end.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> From(PipeReader reader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var taken = 0L;
            try
            {
                foreach (var segment in result.Buffer)
                {
                    for (var rest = segment; rest.Length > 0; rest = rest[Math.Min(rest.Length, BlockSize)..])
                    {
                        yield return rest[..Math.Min(rest.Length, BlockSize)];
                        taken += Math.Min(rest.Length, BlockSize);
                    }
                }
            }
            finally
            {
                // Also when nobody wants the rest: the pipe's owner goes on behind what was taken.
                reader.AdvanceTo(result.Buffer.GetPosition(taken));
            }

            if (result.IsCanceled)
            {
                throw new OperationCanceledException("A read of the pipe was cancelled before its end.");
            }

            if (result.IsCompleted)
            {
                yield break;
            }
        }
    }

    /// <summary>Reads the stream a handler returned to its end, and disposes it.</summary>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> From(ValueTask<Stream> result, CancellationToken cancellationToken = default) =>
        new ReturnedBlocks(result, cancellationToken);

    /// <summary>Reads the pipe a handler returned to its end, and completes it.</summary>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> From(ValueTask<PipeReader> result, CancellationToken cancellationToken = default) =>
        new ReturnedBlocks(result, cancellationToken);

    /// <summary>Returns a stream over the blocks, to be read asynchronously and once.</summary>
    public static Stream ToStream(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) => new PeerBlockStream(blocks);

    /// <summary>Returns a pipe over the blocks.</summary>
    public static PipeReader ToPipeReader(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) => new PeerBlockPipe(blocks);

    /// <summary>Returns a stream over the blocks once there is one: the call has been made by then, and did not fail.</summary>
    public static async ValueTask<Stream> OpenStreamAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        var stream = new PeerBlockStream(blocks);
        await stream.OpenAsync().ConfigureAwait(false);
        return stream;
    }

    /// <summary>Returns a pipe over the blocks once there is one: the call has been made by then, and did not fail.</summary>
    public static async ValueTask<PipeReader> OpenPipeReaderAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        var pipe = new PeerBlockPipe(blocks);
        await pipe.OpenAsync().ConfigureAwait(false);
        return pipe;
    }
}
