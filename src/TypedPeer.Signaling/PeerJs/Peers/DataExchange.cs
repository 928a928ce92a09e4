using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Networks;
using TypedPeer.Signaling.Networks.Protocol;
using TypedPeer.Signaling.PeerJs.Connections;

namespace TypedPeer.Signaling.PeerJs.Peers;

/// <summary>
/// The negotiation of one data connection, by envelopes: an offer, an answer, and candidates behind them, since a page loses those that come
/// before. There is no second offer: a page would close the connection over it.
/// </summary>
internal sealed class DataExchange
{
    /// <summary>The most envelopes that wait: a connection has a few dozen, and those of a hostile peer beyond that are lost.</summary>
    private const int MaxWaiting = 256;

    private readonly NetworkHost _network;
    private readonly PeerDataOffer _offer;
    private readonly Channel<Envelope> _incoming = Channel.CreateBounded<Envelope>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private List<IceCandidateInit>? _early = [];
    private volatile bool _isAnswered;

    public DataExchange(NetworkHost network, PeerDataOffer offer, PeerDataLimits limits, HeldBytes? shared = null)
    {
        (_network, _offer) = (network, offer);
        Connection = network.CreateConnection(network.Options.Link.Connection);
        Data = new PeerDataConnection(Connection, offer, limits, shared);
        Connection.IceCandidate += OnCandidate;
    }

    /// <summary>Gets the connection that is being made.</summary>
    public PeerDataConnection Data { get; }

    /// <summary>Gets whether the connection is up, so that what the server tells of the peer does not matter to it.</summary>
    public bool IsOpen => Data.Opened.IsCompletedSuccessfully;

    private PeerConnection Connection { get; }

    private PeerConnectionOptions Options => _network.Options.Link.Connection;

    /// <summary>An envelope of the peer's came.</summary>
    public void Deliver(in Envelope envelope) => _incoming.Writer.TryWrite(envelope);

    /// <summary>There will be no connection, unless it is up already.</summary>
    public void Fail(Exception reason) => _failed.TrySetResult(reason);

    /// <summary>Offers the connection, and waits until it is open.</summary>
    public async Task OfferAsync(CancellationToken cancellationToken)
    {
        Data.Bind(Connection.CreateDataChannel(_offer.Label, new DataChannelOptions { Ordered = _offer.Reliable }));
        await Connection.SetLocalDescriptionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        Send("OFFER", DataSignal.WriteOffer(Connection.LocalDescription!, _offer));
        await RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers an offer, and waits until the connection is open.</summary>
    public async Task AnswerAsync(SessionDescription offer, CancellationToken cancellationToken)
    {
        _isAnswered = true;
        Connection.DataChannel += Data.Bind;
        await Connection.SetRemoteDescriptionAsync(offer, cancellationToken).ConfigureAwait(false);
        await Connection.SetLocalDescriptionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        Send("ANSWER", DataSignal.WriteAnswer(Connection.LocalDescription!, _offer.ConnectionId));
        await RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Send(string type, Action<System.Text.Json.Utf8JsonWriter> payload)
    {
        if (!_network.TrySend(Envelope.Write(type, _offer.PeerId, payload)))
        {
            throw new PeerNetworkException(PeerNetworkError.ServerLost, "The server was lost while the connection was being made.");
        }

        List<IceCandidateInit> early;
        lock (_lock)
        {
            early = _early!;
            _early = null;
        }

        early.ForEach(SendCandidate);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        _ = TakeEnvelopesAsync();
        try
        {
            var first = await Task.WhenAny(Data.Opened, _failed.Task).WaitAsync(Options.ConnectTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (first == _failed.Task)
            {
                throw await _failed.Task.ConfigureAwait(false);
            }

            await Data.Opened.ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw _isAnswered
                ? new PeerDataConnectionException(PeerDataConnectionError.NegotiationFailed, "No path to the peer was found in time.", exception)
                : new PeerNetworkException(PeerNetworkError.Timeout, $"The peer '{PeerText.Clean(_offer.PeerId)}' did not answer in time.", exception);
        }
    }

    /// <summary>Takes what the peer says until the connection is over. Never fails.</summary>
    private async Task TakeEnvelopesAsync()
    {
        _ = Data.Completion.ContinueWith(_ => _incoming.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var early = new List<Envelope>();
        try
        {
            await foreach (var envelope in _incoming.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (Data.Completion.IsCompleted)
                {
                    return;
                }

                if (envelope.Type == "ANSWER" && !_isAnswered)
                {
                    await TakeAnswerAsync(envelope).ConfigureAwait(false);
                    foreach (var candidate in early)
                    {
                        await TakeCandidateAsync(candidate).ConfigureAwait(false);
                    }
                }
                else if (envelope.Type == "CANDIDATE" && _isAnswered)
                {
                    await TakeCandidateAsync(envelope).ConfigureAwait(false);
                }
                else if (envelope.Type == "CANDIDATE" && early.Count < MaxWaiting)
                {
                    early.Add(envelope);
                }
            }
        }
#pragma warning disable CA1031 // Whatever the peer's description does ends this connection alone.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception is PeerNetworkException ? exception : new PeerNetworkException(PeerNetworkError.InvalidMessage, $"The peer's answer cannot be used: {PeerText.Clean(exception.Message)}", exception));
        }
    }

    private async Task TakeAnswerAsync(Envelope envelope)
    {
        if (DataSignal.ReadRefusal(envelope) is { } refusal)
        {
            throw new PeerNetworkException(PeerNetworkError.Refused, $"The peer refuses the connection: {refusal}");
        }

        await Connection.SetRemoteDescriptionAsync(DataSignal.ReadDescription(envelope, SdpType.Answer)).ConfigureAwait(false);
        _isAnswered = true;
    }

    /// <summary>A candidate that cannot be used is one path less.</summary>
    private async Task TakeCandidateAsync(Envelope envelope)
    {
        try
        {
            if (DataSignal.ReadCandidate(envelope) is { } candidate)
            {
                await Connection.AddIceCandidateAsync(candidate).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            Links.LinkFailures.Report(_network.Options.Link.Session, $"{nameof(PeerDataConnection)}: a candidate of '{PeerText.Clean(_offer.PeerId)}'", exception);
        }
    }

    private void OnCandidate(IceCandidateInit? candidate)
    {
        if (string.IsNullOrEmpty(candidate?.Candidate))
        {
            // A page is told of none: its own end is not told of either.
            return;
        }

        lock (_lock)
        {
            if (_early is not null)
            {
                _early.Add(candidate);
                return;
            }
        }

        SendCandidate(candidate);
    }

    /// <summary>Without a server it is one path less.</summary>
    private void SendCandidate(IceCandidateInit candidate) => _network.TrySend(Envelope.Write("CANDIDATE", _offer.PeerId, DataSignal.WriteCandidate(candidate, _offer.ConnectionId)));
}
