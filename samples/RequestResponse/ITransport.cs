using TypedPeer.Channels;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>One connection to one peer, whichever stack makes it: the session above does not care.</summary>
internal interface ITransport : IAsyncDisposable
{
    /// <summary>The calling side: makes the channel and the offer, takes the answer.</summary>
    Task<IPeerChannel> OfferAsync(ISignalling signalling, Report report, CancellationToken cancellationToken);

    /// <summary>The answering side: takes the offer, makes the answer, waits for the channel the other side made.</summary>
    Task<IPeerChannel> AnswerAsync(ISignalling signalling, CancellationToken cancellationToken);

    /// <summary>Tells which way the packets go, where the stack knows.</summary>
    void ReportPath(Report report);
}
