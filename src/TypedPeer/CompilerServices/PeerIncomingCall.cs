namespace TypedPeer.CompilerServices;

/// <summary>
/// A call as a generated dispatcher sees it. The dispatcher reads the arguments, calls the user's method and hands what it
/// returned to one of the <c>Complete</c> methods; it does so exactly once, synchronously, unless it throws.
/// </summary>
public abstract class PeerIncomingCall
{
    private protected PeerIncomingCall()
    {
    }

    /// <summary>
    /// Gets the token that is cancelled when the caller cancels, its deadline passes or the session ends. Only methods that
    /// take a token ask for it, since it costs something to make.
    /// </summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Returns a reader over the plain arguments. Valid until a <c>Complete</c> method is called.</summary>
    public abstract PeerReader GetArguments();

    /// <summary>Returns the streamed argument at <paramref name="index"/>, counted over the streamed parameters only.</summary>
    public abstract IAsyncEnumerable<T> GetStream<T, TCodec>(int index)
        where TCodec : struct, IPeerCodec<T>;

    /// <summary>Answers without a value, once <paramref name="task"/> has completed.</summary>
    public abstract void Complete(ValueTask task);

    /// <summary>Answers with a value, once <paramref name="task"/> has completed.</summary>
    public abstract void Complete<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult>;

    /// <summary>Answers with the items of a stream.</summary>
    public abstract void CompleteStream<TItem, TCodec>(IAsyncEnumerable<TItem> items)
        where TCodec : struct, IPeerCodec<TItem>;
}
