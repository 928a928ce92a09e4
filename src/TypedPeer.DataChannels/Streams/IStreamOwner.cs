using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Streams;

/// <summary>Takes what comes by a <see cref="StreamConnection"/>, one call at a time.</summary>
internal interface IStreamOwner
{
    /// <summary>Gets the longest datagram that is taken from a connection by now.</summary>
    int LongestFrom(StreamConnection connection);

    /// <summary>Whole frames. The buffer may be written to until the call returns.</summary>
    void OnFrames(StreamConnection connection, Span<byte> frames);

    /// <summary>All that was at hand was handed over.</summary>
    void OnIdle(RaiseQueue raises);

    /// <summary>There is no connection, or none any more: once, and not after it was disposed of. The reason is a sentence's end, such as "was closed".</summary>
    void OnLost(StreamConnection connection, string why);

    /// <summary>Something failed that is no socket: a bug.</summary>
    void OnFailed(Exception exception);
}
