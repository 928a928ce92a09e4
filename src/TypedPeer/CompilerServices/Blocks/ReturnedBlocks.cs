using System.IO.Pipelines;

namespace TypedPeer.CompilerServices;

/// <summary>
/// The bytes of a <see cref="Stream"/> or a pipe that a handler returned. It is disposed once, however the call ends: also when
/// nobody ever asked for a block, because the caller gave up while the handler opened it.
/// </summary>
/// <remarks>
/// The first block is empty and says that the handler succeeded: the caller's <c>await</c> ends then, and not with the first
/// byte. Whoever does not know of it reads over it.
/// </remarks>
internal sealed class ReturnedBlocks : IAsyncEnumerable<ReadOnlyMemory<byte>>, IAsyncDisposable
{
    private readonly Task<Stream>? _stream;
    private readonly Task<PipeReader>? _pipe;
    private readonly CancellationToken _token;
    private int _isEnumerated;
    private int _isDisposed;

    public ReturnedBlocks(ValueTask<Stream> result, CancellationToken token)
    {
        _stream = result.AsTask();
        _token = token;
    }

    public ReturnedBlocks(ValueTask<PipeReader> result, CancellationToken token)
    {
        _pipe = result.AsTask();
        _token = token;
    }

    public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _isEnumerated, 1) == 0
            ? ReadAsync(cancellationToken.CanBeCanceled ? cancellationToken : _token)
            : throw new InvalidOperationException("The bytes a handler returned can be enumerated once.");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_stream is not null)
        {
            if (await _stream.ConfigureAwait(false) is { } stream)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
        else if (await _pipe!.ConfigureAwait(false) is { } pipe)
        {
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerator<ReadOnlyMemory<byte>> ReadAsync(CancellationToken token)
    {
        var blocks = _stream is not null
            ? PeerBlocks.From(NotNull(await _stream.ConfigureAwait(false)), token)
            : PeerBlocks.From(NotNull(await _pipe!.ConfigureAwait(false)), token);
        yield return default;
        await foreach (var block in blocks.ConfigureAwait(false))
        {
            yield return block;
        }
    }

    private static T NotNull<T>(T? result)
        where T : class => result ?? throw new InvalidOperationException($"The handler returned null in the place of a {typeof(T).Name}.");
}
