using System.Runtime.ExceptionServices;

namespace TypedPeer;

/// <summary>What one member of a group answered.</summary>
/// <typeparam name="TResult">The type of the answer.</typeparam>
public readonly struct PeerGroupResult<TResult>
{
    private readonly TResult _result;

    internal PeerGroupResult(PeerSession session, TResult result, Exception? exception)
    {
        Session = session;
        Exception = exception;
        _result = result;
    }

    /// <summary>Gets the member.</summary>
    public PeerSession Session { get; }

    /// <summary>Gets what the member's call failed with, most often a <see cref="PeerException"/>; null where it was answered.</summary>
    public Exception? Exception { get; }

    /// <summary>Gets the answer.</summary>
    /// <exception cref="System.Exception">What the call failed with.</exception>
    public TResult Result
    {
        get
        {
            if (Exception is { } exception)
            {
                ExceptionDispatchInfo.Throw(exception);
            }

            return _result;
        }
    }
}
