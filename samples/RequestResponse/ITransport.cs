using TypedPeer.Channels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>One connection to one peer, whichever stack makes it: the session above does not care.</summary>
internal interface ITransport : IAsyncDisposable
{
    /// <summary>The calling side: makes the channel.</summary>
    Task<IPeerChannel> OfferAsync(SignalingChannel signaling, Report report, CancellationToken cancellationToken);

    /// <summary>The answering side: waits for the channel the other side made.</summary>
    Task<IPeerChannel> AnswerAsync(SignalingChannel signaling, CancellationToken cancellationToken);

    /// <summary>Tells which way the packets go, where the stack knows.</summary>
    void ReportPath(Report report);
}
