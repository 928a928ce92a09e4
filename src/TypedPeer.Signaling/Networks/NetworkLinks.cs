using TypedPeer.Channels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>The links of a network: one for each peer, of either side's making.</summary>
internal sealed class NetworkLinks(INameServices network, string own, PeerNetworkOptions options, INetworkLinksOwner owner)
{
    private readonly Dictionary<string, Pair> _pairs = new(StringComparer.Ordinal);
    private readonly EndedLinks _ended = new();
    private readonly HashSet<NamedLink> _running = [];
    private int _pending;
    private bool _isClosing;

    /// <summary>Gets the peers that are there, or have a link. Under the lock.</summary>
    public IEnumerable<Pair> Pairs => _pairs.Values;

    private long Now => (long)options.TimeProvider.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>Finds a peer. Under the lock.</summary>
    public Pair? Find(string id) => _pairs.GetValueOrDefault(id);

    /// <summary>Finds a peer, or begins to know it. Under the lock.</summary>
    public Pair GetOrAdd(string id)
    {
        if (!_pairs.TryGetValue(id, out var pair))
        {
            _pairs.Add(id, pair = new Pair(id, Now));
        }

        return pair;
    }

    /// <summary>Forgets a peer of which nothing is left. Under the lock.</summary>
    public void Forget(Pair pair)
    {
        if (pair.IsForgotten)
        {
            _pairs.Remove(pair.Id);
        }
    }

    /// <summary>Returns the link to a peer, which is made if there is none.</summary>
    public async Task<PeerLink> ConnectAsync(string id, CancellationToken cancellationToken)
    {
        NamedLink link;
        lock (network.Gate)
        {
            if (_isClosing)
            {
                throw new PeerNetworkException(PeerNetworkError.Closed, "The network is closed.");
            }

            var pair = GetOrAdd(id);
            link = pair.Link ?? Begin(pair, options.DrawNumber(), isIncoming: false);
            link.Waiting++;
        }

        try
        {
            return await link.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (network.Gate)
            {
                if (--link.Waiting == 0 && !link.Ready.IsCompleted && !link.IsIncoming)
                {
                    link.GiveUp();
                }
            }
        }
    }

    /// <summary>Returns the way to a peer by its name for a link that came another way; the link is one of the network's as long as it goes there.</summary>
    /// <exception cref="PeerNetworkException">The network is closed.</exception>
    /// <exception cref="InvalidOperationException">There is another link to that peer.</exception>
    public NameDialler GetWay(PeerLink link, string id)
    {
        lock (network.Gate)
        {
            if (_isClosing)
            {
                throw new PeerNetworkException(PeerNetworkError.Closed, "The network is closed.");
            }

            var pair = GetOrAdd(id);
            var number = NamedLinkIds.Of(link.Session) ?? options.DrawNumber();
            if (pair.Link is { Link: null } offered && offered.Dialler.LinkId == number)
            {
                // The peer is about to go on with this very link.
                offered.GiveUp();
            }
            else if (pair.Link is { } known)
            {
                return ReferenceEquals(known.Link, link) ? known.Dialler : throw new InvalidOperationException($"The network has another link to '{id}'.");
            }

            NamedLink named = null!;
            var dialler = new NameDialler(network, id, number, options.Link with { Session = link.Session.Options }, (builder, connection) => Configure(named, builder, connection));
            dialler.Expect(link.RemoteIdentity);
            named = new NamedLink(dialler, isIncoming: false) { Link = link };
            pair.Link = named;
            named.OnReady();
            Keep(pair, named);
            return dialler;
        }
    }

    /// <summary>An envelope came; false where it is about no link. Under the lock.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public bool TryTake(in Envelope envelope)
    {
        var peer = envelope.Source!;
        switch (envelope.Type)
        {
            case "EXPIRE":
                Find(peer)?.Link?.Dialler.OnUnavailable(new PeerNetworkException(PeerNetworkError.PeerUnavailable, $"There is no peer '{PeerText.Clean(peer)}', or it did not come in time."));
                return false;
            case "OFFER" when LinkSignal.IsMarked(envelope):
                TakeOffer(peer, LinkSignal.Read(envelope));
                return true;
            case "ANSWER" or "CANDIDATE" when LinkSignal.ReadConnectionId(envelope) is { } connection:
                return TryTakeReply(envelope, connection);
            default:
                return false;
        }
    }

    /// <summary>There is a server again. Under the lock.</summary>
    public void OnServer()
    {
        foreach (var pair in _pairs.Values)
        {
            pair.Link?.Dialler.OnServer();
        }
    }

    /// <summary>Closes all links.</summary>
    public async Task CloseAsync()
    {
        NamedLink[] left;
        lock (network.Gate)
        {
            _isClosing = true;
            left = [.. _running];
            foreach (var link in left)
            {
                link.GiveUp();
            }

            foreach (var pair in _pairs.Values)
            {
                pair.Admission?.Cancel();
            }
        }

        await Task.WhenAll(left.Select(async link =>
        {
            if (link.Link is { } made)
            {
                await made.DisposeAsync().ConfigureAwait(false);
            }

            await link.Finished.ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    private static Exchange? Find(Pair? pair, string connectionId) =>
        pair?.Admission is { } admission && admission.Exchange.ConnectionId == connectionId ? admission.Exchange : pair?.Link?.Dialler.Find(connectionId);

    private bool TryTakeReply(in Envelope envelope, string connectionId)
    {
        var exchange = Find(Find(envelope.Source!), connectionId);
        if (exchange is null && !(envelope.Type == "ANSWER" && LinkSignal.IsMarked(envelope)))
        {
            return false;
        }

        LinkSignal signal;
        try
        {
            signal = LinkSignal.Read(envelope);
        }
        catch (FormatException exception)
        {
            exchange?.Fail(new PeerNetworkException(PeerNetworkError.InvalidMessage, exception.Message, exception));
            throw;
        }

        if (signal.Kind == LinkSignalKind.Refusal)
        {
            exchange?.Fail(signal.Refusal!);
        }
        else if (exchange is not null)
        {
            exchange.Deliver(signal);
        }
        else
        {
            // An answer to what this side has given up: the peer would wait for it. Whether there is to be a link is another question, which its own offer asks.
            Refuse(envelope.Source!, connectionId, PeerNetworkError.Timeout, "The offer was given up.");
        }

        return true;
    }

    private void TakeOffer(string peer, LinkSignal offer)
    {
        var pair = GetOrAdd(peer);
        if (_isClosing || !pair.Budget.TryTake(Now))
        {
            Forget(pair);
            return;
        }

        if (pair.Admission is { } asked && asked.Exchange.ConnectionId == offer.ConnectionId)
        {
            return;
        }

        var ended = _ended.Find(peer, offer.Link);
        switch (OfferRules.Decide(own, peer, offer, pair.Link?.Dialler, wasEnded: ended is not null))
        {
            case OfferStep.Deliver:
                pair.Link!.Dialler.Find(offer.ConnectionId)!.Deliver(offer);
                break;
            case OfferStep.Rebuild when pair.Link!.Dialler.Identity is { } known && offer.Identity != known:
                Refuse(peer, offer.ConnectionId, PeerNetworkError.FingerprintMismatch, "The certificate is another than before.");

                // Where this side is offering as well, the other has ignored that, and there will be no answer.
                pair.Link!.Dialler.Fail(new PeerNetworkException(PeerNetworkError.FingerprintMismatch, "The peer offers a connection with another certificate than before."));
                break;
            case OfferStep.Rebuild:
                pair.Link!.Dialler.Take(offer.Link, Answering(peer, offer));
                break;
            case OfferStep.Refuse:
                var why = ended ?? PeerNetworkError.Closed;
                Refuse(peer, offer.ConnectionId, why, why == PeerNetworkError.Closed ? "The link is closed." : "The link has failed.");
                Forget(pair);
                break;
            case OfferStep.Admit or OfferStep.GiveWay:
                Admit(pair, offer);
                Forget(pair);
                break;
        }
    }

    private Exchange Answering(string peer, LinkSignal offer)
    {
        var exchange = new Exchange(network, peer, offer.Link, offer.ConnectionId, offers: false);
        exchange.Deliver(offer);
        return exchange;
    }

    private void Refuse(string peer, string connectionId, PeerNetworkError error, string message) =>
        network.TrySend(LinkSignal.WriteRefusal(peer, connectionId, PeerNetworkException.CodeOf(error), message));

    private void Admit(Pair pair, LinkSignal offer)
    {
        if (_pending >= options.MaxPendingLinks)
        {
            Refuse(pair.Id, offer.ConnectionId, PeerNetworkError.TooMany, "Too many links are on their way.");
            return;
        }

        pair.Admission?.Cancel();
        var admission = new Admission(offer, Answering(pair.Id, offer));
        pair.Admission = admission;
        _pending++;
        owner.OnPeerChanged(pair);
        _ = Task.Run(() => AdmitAsync(pair, admission));
    }

    /// <summary>Asks the application, and does what it says. Never fails.</summary>
    private async Task AdmitAsync(Pair pair, Admission admission)
    {
        var context = new PeerAcceptContext(pair.Id, pair.IsPresent ? options.Room : null, admission.Offer.Metadata ?? pair.Metadata, admission.Offer.Identity);
        var isWanted = await owner.IsAcceptedAsync(context, admission.Over).ConfigureAwait(false);
        lock (network.Gate)
        {
            _pending--;
            if (!ReferenceEquals(pair.Admission, admission))
            {
                return;
            }

            pair.Admission = null;
            if (_isClosing || !isWanted)
            {
                Refuse(pair.Id, admission.Offer.ConnectionId, PeerNetworkError.Refused, "This side wants no link.");
                if (pair.Link is { Dialler: { IsNew: true, IsOffering: true } dialler })
                {
                    dialler.Fail(new PeerNetworkException(PeerNetworkError.Refused, "The peer offered a link itself, and this side's own accept hook refuses it."));
                }

                owner.OnPeerChanged(pair);
                Forget(pair);
                return;
            }

            Accept(pair, admission);
        }
    }

    private void Accept(Pair pair, Admission admission)
    {
        if (pair.Link is { Dialler.IsNew: true } begun)
        {
            begun.Dialler.Take(admission.Offer.Link, admission.Exchange);
            return;
        }

        var offer = admission.Offer;
        if (pair.Link is { Dialler: var known } && known.LinkId == offer.Link)
        {
            // This side has gone over to the name as well, while the application was asked.
            if (offer.Identity == known.Identity && OfferRules.Decide(own, pair.Id, offer, known, wasEnded: false) == OfferStep.Rebuild)
            {
                known.Take(offer.Link, admission.Exchange);
            }

            return;
        }

        if (pair.Link is { } before)
        {
            before.GiveUp();
            before.Link?.Replace();
        }

        Begin(pair, admission.Offer.Link, isIncoming: true, admission.Exchange);
    }

    private NamedLink Begin(Pair pair, UInt128 id, bool isIncoming, Exchange? offered = null)
    {
        NamedLink link = null!;
        var dialler = new NameDialler(network, pair.Id, id, options.Link, (builder, connection) => Configure(link, builder, connection));
        link = new NamedLink(dialler, isIncoming);
        if (offered is not null)
        {
            dialler.Take(id, offered);
        }

        _pending += isIncoming ? 1 : 0;
        pair.Link = link;
        _running.Add(link);
        link.Finished = Task.Run(() => RunAsync(pair, link));
        owner.OnPeerChanged(pair);
        return link;
    }

    private void Configure(NamedLink link, PeerSessionBuilder builder, DataChannels.PeerConnection connection)
    {
        if (link.CameAnotherWay)
        {
            link.Link!.Configure?.Invoke(builder);
            return;
        }

        PeerLink made;
        lock (network.Gate)
        {
            made = link.Link ??= new PeerLink(link.Dialler.Session, link.Dialler, connection.RemoteIdentity!, builder => Configure(link, builder, connection));
        }

        options.Configure?.Invoke(builder, made);
        if (made.IsClosing)
        {
            throw new OperationCanceledException("The application closed the link instead of configuring it.");
        }
    }

    /// <summary>Looks after one link until it is over. Never fails.</summary>
    private async Task RunAsync(Pair pair, NamedLink link)
    {
        LinkSession? first = null;
        Exception? failure = null;
        try
        {
            first = await link.Dialler.DialAsync(null, link.GivenUp).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it is told to those who wait for the link, or to the application.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception is OperationCanceledException ? new PeerNetworkException(PeerNetworkError.Closed, "The link was given up.", exception) : exception;
        }

        if (link.Dialler.Resumed is { } resumed)
        {
            OnResumed(pair, link, resumed);
            return;
        }

        var made = link.Link;
        if (first is not null)
        {
            made!.StateChanged += _ => Changed(pair);
            link.Dialler.Left = () => Remove(pair, link, endForGood: null);
            made.Run(first);
        }

        lock (network.Gate)
        {
            _pending -= link.IsIncoming ? 1 : 0;
            if (failure is null)
            {
                // Its state is told behind the application's own handlers: whoever waits for the link counts on its groups before.
                owner.OnUp(pair);
            }
        }

        if (failure is null)
        {
            link.OnReady();
            owner.OnLink(made!);
            var end = await made!.Completion.ConfigureAwait(false);
            RemoveOver(pair, link, end);
            return;
        }

        made?.Abandon(failure);
        if (failure is not PeerNetworkException)
        {
            LinkFailures.Report(link.Dialler.Session, $"{nameof(PeerNetwork)}: the link with '{pair.Id}'", failure);
        }

        // Whoever is told may try again at once, and must not find this one.
        Remove(pair, link, endForGood: null);
        link.OnFailed(failure);
    }

    /// <summary>The peer goes over to its name with a link that came another way. Where this side had no way to it, it has one now, and the link is one of the network's.</summary>
    private void OnResumed(Pair pair, NamedLink link, PeerLink resumed)
    {
        lock (network.Gate)
        {
            _pending--;
            link.Link = resumed;
            _running.Remove(link);
            if (ReferenceEquals(pair.Link, link))
            {
                pair.Link = null;
                if (!_isClosing && resumed.TryLearn(link.Dialler))
                {
                    pair.Link = link;
                    Keep(pair, link);
                }

                owner.OnPeerChanged(pair);
                Forget(pair);
            }
        }

        link.OnReady();
    }

    /// <summary>Has a link that came another way as one of the network's, until it goes yet another or is over. Under the lock.</summary>
    private void Keep(Pair pair, NamedLink link)
    {
        var made = link.Link!;
        link.CameAnotherWay = true;
        link.Dialler.Left = () => Remove(pair, link, endForGood: null);
        _running.Add(link);
        made.StateChanged += _ => Changed(pair);
        _ = made.Completion.ContinueWith(
            end => RemoveOver(pair, link, end.Result), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void Changed(Pair pair)
    {
        lock (network.Gate)
        {
            owner.OnPeerChanged(pair);
        }
    }

    /// <summary>A link is over, of which the peer learns that looks for it, unless it was lost.</summary>
    private void RemoveOver(Pair pair, NamedLink link, PeerLinkEnd end) => Remove(pair, link, end.Kind is PeerLinkEndKind.Closed or PeerLinkEndKind.Failed ? end : null);

    private void Remove(Pair pair, NamedLink link, PeerLinkEnd? endForGood)
    {
        lock (network.Gate)
        {
            _running.Remove(link);
            if (endForGood is { } end)
            {
                _ended.Add(pair.Id, link.Dialler.LinkId, end);
            }

            if (ReferenceEquals(pair.Link, link))
            {
                pair.Link = null;
                owner.OnPeerChanged(pair);
                Forget(pair);
            }
        }
    }
}
