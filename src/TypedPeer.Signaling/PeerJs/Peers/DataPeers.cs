using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Descriptions;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Networks;
using TypedPeer.Signaling.Networks.Protocol;
using TypedPeer.Signaling.PeerJs.Connections;

namespace TypedPeer.Signaling.PeerJs.Peers;

/// <summary>The data connections of a network: those that this side makes, and those that pages and other peers offer.</summary>
internal sealed class DataPeers(NetworkHost network) : IForeignPeers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Peer, string Connection), DataExchange?> _exchanges = [];
    private readonly Dictionary<(string Peer, string Connection), Queue<Envelope>> _asked = [];
    private readonly DataShares _shares = new(network.Options);
    private int _pending;
    private bool _isClosed;

    /// <summary>The most candidates that are kept of an offer about which the application is asked.</summary>
    private const int MaxKept = 64;

    private PeerNetworkOptions Options => network.Options;

    /// <summary>Makes a connection.</summary>
    public async Task<PeerDataConnection> ConnectAsync(string peerId, PeerDataConnectionOptions options, CancellationToken cancellationToken)
    {
        options.Limits.Validate();
        if (peerId == network.Id)
        {
            throw new PeerNetworkException(PeerNetworkError.InvalidId, "This is this side's own id.");
        }

        // Refused here rather than where it is written.
        _ = PeerDataJson.Write(options.Metadata);
        await WaitForServerAsync(cancellationToken).ConfigureAwait(false);
        var id = LinkSignal.NewConnectionId();
        var offer = new PeerDataOffer(peerId, id, options.Label ?? id, options.Metadata, options.Serialization, options.Reliable);
        return await MakeAsync(new DataExchange(network, offer, options.Limits), (peerId, id), exchange => exchange.OfferAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void OnEnvelope(Envelope envelope)
    {
        var peer = envelope.Source!;
        switch (envelope.Type)
        {
            case "OFFER":
                TakeOffer(envelope);
                break;
            case "ANSWER" or "CANDIDATE" when LinkSignal.ReadConnectionId(envelope) is { } id:
                TakeReply((peer, id), envelope);
                break;
            case "LEAVE":
                FailNew(peer, new PeerNetworkException(PeerNetworkError.Refused, $"The peer '{PeerText.Clean(peer)}' left instead of answering."));
                break;
            case "EXPIRE":
                FailNew(peer, new PeerNetworkException(PeerNetworkError.PeerUnavailable, $"There is no peer '{PeerText.Clean(peer)}', or it did not come in time."));
                break;
        }
    }

    /// <inheritdoc/>
    public void OnEnded(PeerNetworkEnd end) => FailNew(null, end.Exception ?? new PeerNetworkException(end.Error, end.Message));

    /// <inheritdoc/>
    public async ValueTask CloseAsync()
    {
        DataExchange[] left;
        lock (_lock)
        {
            _isClosed = true;
            left = [.. _exchanges.Values.OfType<DataExchange>()];
        }

        await Task.WhenAll(left.Select(static exchange =>
        {
            exchange.Fail(Closed());
            return exchange.Data.CloseAsync().AsTask();
        })).ConfigureAwait(false);
    }

    private static PeerNetworkException Closed() => new(PeerNetworkError.Closed, "The network is closed.");

    private async Task WaitForServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await network.WaitForServerAsync(Options.ServerTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new PeerNetworkException(PeerNetworkError.ServerLost, "The server was lost, and has not been found again in time.", exception);
        }
    }

    /// <summary>Runs a negotiation, and looks after what becomes of it.</summary>
    private async Task<PeerDataConnection> MakeAsync(DataExchange exchange, (string Peer, string Connection) key, Func<DataExchange, Task> negotiate)
    {
        bool isClosed;
        Queue<Envelope>? kept;
        lock (_lock)
        {
            isClosed = _isClosed;
            _exchanges[key] = exchange;
            _asked.Remove(key, out kept);
            while (kept?.TryDequeue(out var envelope) == true)
            {
                exchange.Deliver(envelope);
            }
        }

        try
        {
            if (isClosed)
            {
                throw Closed();
            }

            await negotiate(exchange).ConfigureAwait(false);
            _ = RemoveBehindAsync(exchange, key);
            return exchange.Data;
        }
        catch (Exception exception)
        {
            exchange.Data.Fail(exception as PeerDataConnectionException ?? new PeerDataConnectionException(PeerDataConnectionError.NegotiationFailed, exception.Message, exception));
            Remove(key);
            throw;
        }
    }

    private async Task RemoveBehindAsync(DataExchange exchange, (string Peer, string Connection) key)
    {
        await exchange.Data.Completion.ConfigureAwait(false);
        Remove(key);
    }

    private void Remove((string Peer, string Connection) key)
    {
        lock (_lock)
        {
            _exchanges.Remove(key);
            _asked.Remove(key);
            _shares.Release(key);
        }
    }

    private void TakeReply((string Peer, string Connection) key, in Envelope envelope)
    {
        lock (_lock)
        {
            if (_exchanges.GetValueOrDefault(key) is { } exchange)
            {
                exchange.Deliver(envelope);
            }
            else if (_asked.TryGetValue(key, out var kept) && kept.Count < MaxKept)
            {
                kept.Enqueue(envelope);
            }
        }
    }

    private void FailNew(string? peer, Exception reason)
    {
        lock (_lock)
        {
            foreach (var (key, exchange) in _exchanges)
            {
                if ((peer is null || key.Peer == peer) && exchange is { IsOpen: false })
                {
                    exchange.Fail(reason);
                }
            }
        }
    }

    /// <summary>A second offer of a connection that there is, or about which the application is being asked, changes nothing.</summary>
    private void TakeOffer(Envelope envelope)
    {
        var key = (envelope.Source!, LinkSignal.ReadConnectionId(envelope) ?? string.Empty);
        lock (_lock)
        {
            if (_isClosed || _exchanges.ContainsKey(key))
            {
                return;
            }

            if (_pending < Options.MaxPendingLinks && Options.DataConnected is not null && !DataSignal.IsMedia(envelope) && _shares.TryTake(key))
            {
                _pending++;
                _exchanges.Add(key, null);
                _asked.Add(key, new Queue<Envelope>());
                _ = Task.Run(() => AdmitAsync(envelope, key));
                return;
            }
        }

        Refuse(envelope, key, DataSignal.IsMedia(envelope) ? "This side has no sound and no pictures." : "This side takes no data connections now.");
    }

    /// <summary>Asks the application, and answers. Never fails.</summary>
    private async Task AdmitAsync(Envelope envelope, (string Peer, string Connection) key)
    {
        try
        {
            var offer = DataSignal.ReadOffer(envelope);
            var description = DataSignal.ReadDescription(envelope, SdpType.Offer);
            var peer = network.FindPeer(key.Peer);
            var context = new PeerAcceptContext(key.Peer, peer is { State: not NetworkPeerState.Closed } ? Options.Room : null, Envelope.Member(envelope.Payload, "metadata") ?? peer?.Metadata, DescribedIdentity.Read(description.Sdp))
            {
                Data = new PeerDataConnectionOptions { Label = offer.Label, Metadata = offer.Metadata, Serialization = offer.Serialization, Reliable = offer.Reliable, Limits = Options.DataLimits },
            };
            if (!await network.IsAcceptedAsync(context, CancellationToken.None).ConfigureAwait(false))
            {
                throw new PeerNetworkException(PeerNetworkError.Refused, "This side does not want this connection.");
            }

            HeldBytes held;
            lock (_lock)
            {
                held = _shares.Of(key.Peer);
            }

            var made = await MakeAsync(new DataExchange(network, offer, Options.DataLimits, held), key, exchange => exchange.AnswerAsync(description, CancellationToken.None)).ConfigureAwait(false);
            Hand(made);
        }
        catch (Exception exception) when (exception is FormatException or PeerNetworkException)
        {
            Remove(key);
            Refuse(envelope, key, exception.Message);
        }
#pragma warning disable CA1031 // Whatever it is, it is over one peer, which may be hostile.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Remove(key);
            LinkFailures.Report(Options.Link.Session, $"{nameof(PeerDataConnection)}: the connection that '{PeerText.Clean(key.Peer)}' offered", exception);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private void Hand(PeerDataConnection connection)
    {
        try
        {
            Options.DataConnected!(connection);
        }
#pragma warning disable CA1031 // The application's code, over one connection: it is told of, and the connection ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LinkFailures.Report(Options.Link.Session, $"{nameof(PeerNetworkOptions)}.{nameof(PeerNetworkOptions.DataConnected)}", exception);
            _ = connection.CloseAsync().AsTask();
        }
    }

    /// <summary>
    /// Tells a peer that knows how to hear it which connection is refused. A page hears only that this side leaves, and closes all that it has with
    /// it: it is told so where that harms nothing.
    /// </summary>
    private void Refuse(in Envelope envelope, (string Peer, string Connection) key, string reason)
    {
        if (DataSignal.IsRefusable(envelope))
        {
            network.TrySend(Envelope.Write("ANSWER", key.Peer, DataSignal.WriteRefusal(reason, key.Connection)));
            return;
        }

        bool isAlone;
        lock (_lock)
        {
            isAlone = !_exchanges.Keys.Any(other => other.Peer == key.Peer);
        }

        if (isAlone && network.FindPeer(key.Peer) is not { State: NetworkPeerState.Connecting or NetworkPeerState.Connected or NetworkPeerState.Reconnecting })
        {
            network.TrySend(Envelope.Write("LEAVE", key.Peer));
        }
    }
}
