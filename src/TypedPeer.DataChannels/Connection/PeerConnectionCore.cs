using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection.Negotiation;
using TypedPeer.DataChannels.Connection.Reporting;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// A whole peer without I/O: the offer/answer exchange (RFC 8829, the data-channel part) on top of <see cref="PeerTransport"/>. An offer
/// changes nothing beneath until it is answered, whichever side's it is: so it can be taken back.
/// Not thread-safe: the caller serialises.
/// </summary>
internal sealed class PeerConnectionCore : IDisposable
{
    private readonly PeerTransportOptions _options;
    private readonly NegotiationState _negotiation = new();
    private readonly NegotiationNeed _need = new();
    private readonly EarlyCandidates _early = new();
    private readonly GatheredCandidates _gathered;
    private readonly DescriptionFactory _descriptions;
    private RemoteSessionDescription? _inForce;
    private int _needs;
    private bool _hasChannels;
    private bool _hasLeftOut;
    private bool _closed;

    public PeerConnectionCore(PeerTransportOptions options)
    {
        _options = options with
        {
            OnLocalCandidate = OnLocalCandidate,
            OnLocalCandidateRemoved = candidate => _gathered!.Remove(candidate),
            OnLocalCandidatesEnd = OnLocalCandidatesEnd,
            OnCandidateError = ReportCandidateError,
            Ice = options.Ice with { RemoteAddressFilter = options.Ice.RemoteAddressFilter is { } filter ? new RemoteAddressFilter(filter, Events).IsLetThrough : null },
        };
        _gathered = new GatheredCandidates(Events, _negotiation);
        _descriptions = new DescriptionFactory(new SdpDataSection
        {
            Fingerprints = [RemoteParameters.ToSdp(_options.Certificate.Fingerprint)],
            SctpPort = _options.Sctp.LocalPort,
            MaxMessageSize = _options.MaxMessageSize,
            Trickle = true,
            TlsId = _options.TlsId,
        });
        Names = options.ResolvesNames ? new IceNamedCandidates(options.Ice) : null;
        Transport = new PeerTransport(_options, Events);
    }

    public PeerEventQueue Events { get; } = new();

    public PeerTransport Transport { get; }

    /// <summary>Gets the names to be looked for; null for none.</summary>
    public IceNamedCandidates? Names { get; }

    /// <summary>Gets what <see cref="ReportCandidateError"/> has told.</summary>
    public ReportedErrors Errors { get; } = new();

    public SignalingState SignalingState => IsOver ? SignalingState.Closed : _negotiation.SignalingState;

    public IceGatheringState GatheringState => _gathered.State;

    /// <summary>Gets our newest description with the candidates known by now.</summary>
    public SessionDescription? LocalDescription => Describe(_negotiation.Local);

    /// <summary>Gets ours of the last exchange that ended.</summary>
    public SessionDescription? CurrentLocalDescription => Describe(_negotiation.CurrentLocal);

    /// <summary>Gets ours of the exchange under way.</summary>
    public SessionDescription? PendingLocalDescription => Describe(_negotiation.PendingLocal);

    /// <summary>Gets the peer's newest description with the candidates it has sent by now.</summary>
    public SessionDescription? RemoteDescription => _negotiation.Remote?.Describe();

    /// <summary>Gets the candidates that belong to it; null before it.</summary>
    public IEnumerable<IceCandidate>? RemoteCandidates => _negotiation.Remote?.Candidates;

    /// <summary>Gets the peer's of the last exchange that ended.</summary>
    public SessionDescription? CurrentRemoteDescription => _negotiation.CurrentRemote?.Describe();

    /// <summary>Gets the peer's of the exchange under way.</summary>
    public SessionDescription? PendingRemoteDescription => _negotiation.PendingRemote?.Describe();

    /// <summary>Gets whether the peer takes candidates that come later; null before its description.</summary>
    public bool? CanTrickle => _negotiation.Remote is { } remote ? remote.Sdp.Data is { Trickle: true } : null;

    /// <summary>Gets whether an exchange should begin now.</summary>
    public bool ShouldNegotiate => SignalingState == SignalingState.Stable && IsNegotiationNeeded;

    /// <summary>Gets who we are.</summary>
    public PeerIdentity LocalIdentity => RemoteParameters.ToIdentity(_options.Certificate.Fingerprint);

    /// <summary>Gets who the peer proved to be.</summary>
    public PeerIdentity? RemoteIdentity => Transport.RemoteFingerprint is { } fingerprint ? RemoteParameters.ToIdentity(fingerprint) : null;

    private bool IsOver => _closed || Transport.IsFinished;

    /// <summary>An ICE restart is wanted, or there are channels that no exchange has been about (W3C, section 4.7.3).</summary>
    private bool IsNegotiationNeeded => _negotiation.IsRestartWanted || (_hasChannels && Transport.LocalDtlsRole is null);

    /// <summary>Makes a channel; it is announced when the connection is up.</summary>
    public DataChannelCore CreateDataChannel(string label, DataChannelOptions options, long now)
    {
        ThrowIfClosed();
        var channel = Transport.CreateChannel(label, options, now);
        _hasChannels = true;
        UpdateNeed();
        return channel;
    }

    /// <summary>Describes this side as the one who begins.</summary>
    public SessionDescription CreateOffer()
    {
        ThrowIfClosed();
        ThrowUnlessLegal(SignalingTransitions.WithLocal(SignalingState, SdpType.Offer), "make an offer");
        var credentials = _negotiation.PendingLocal?.Credentials ?? Transport.Ice.LocalCredentials;
        if (_negotiation.IsToBeReplaced(credentials))
        {
            credentials = Transport.Ice.CreateCredentials();
        }

        _negotiation.LastOffer = _descriptions.CreateOffer(_negotiation.Negotiated, Transport.SctpInit, credentials, _gathered.All, _gathered.IsCompleteFor(credentials));
        return _negotiation.LastOffer.AsCreated;
    }

    /// <summary>Describes this side in answer to the peer's offer.</summary>
    public SessionDescription CreateAnswer()
    {
        ThrowIfClosed();
        ThrowUnlessLegal(SignalingTransitions.WithLocal(SignalingState, SdpType.Answer), "make an answer");
        var offer = _negotiation.PendingRemote!;
        var isRestart = _inForce is not null && offer.Parameters is not null && !offer.IsSameSession(_inForce);
        var credentials = isRestart ? Transport.Ice.CreateCredentials() : Transport.Ice.LocalCredentials;
        _negotiation.LastAnswer = _descriptions.CreateAnswer(offer, Transport.AnswerSctpInit(offer.Parameters?.SctpInit), credentials, _gathered.All, _gathered.IsCompleteFor(credentials));
        return _negotiation.LastAnswer.AsCreated;
    }

    /// <summary>Makes a later offer an ICE restart.</summary>
    public void RestartIce()
    {
        ThrowIfClosed();
        _negotiation.WantRestart();
        UpdateNeed();
    }

    /// <summary>Somebody listens who has not heard of a need. Of a later one he does.</summary>
    public void TellNeedAgain(int need)
    {
        if (ShouldNegotiate && need == _needs)
        {
            Events.Add(PeerEvent.NegotiationNeeded(++_needs));
        }
    }

    /// <summary>
    /// Takes our own description into force: the one that was made last. Null, and an empty text, stand for the one that the state calls for.
    /// </summary>
    /// <returns>Whether the search for candidates is to begin.</returns>
    public bool SetLocalDescription(SessionDescription? description, long now)
    {
        ThrowIfClosed();
        var type = description?.Type ?? SignalingTransitions.GetImplicitType(SignalingState);
        SignalingTransitions.ThrowUnlessKnown(type);
        var next = ThrowUnlessLegal(SignalingTransitions.WithLocal(SignalingState, type), $"set a local {type.ToString().ToLowerInvariant()}");
        if (type == SdpType.Rollback)
        {
            Rollback();
            UpdateNeed();
            return false;
        }

        var local = FindCreated(type, description).As(type);
        var before = _negotiation.SignalingState;
        var offer = _negotiation.PendingRemote;
        _negotiation.SetLocal(local, next);
        OnSignaling(before);
        Transport.Ice.Prepare(local.Credentials);
        if (offer is not null)
        {
            PutIntoForce(offer, isOfferer: false, now);
        }
        else if (_inForce is null)
        {
            Transport.Ice.IsControlling = true;
        }

        _descriptions.OnSet();
        var begins = _gathered.OnSet(local);
        UpdateNeed();
        return begins;
    }

    /// <summary>Takes the peer's description. An offer takes back one of ours that waits (W3C, section 4.4.1.5).</summary>
    public void SetRemoteDescription(SessionDescription description, long now)
    {
        ThrowIfClosed();
        SignalingTransitions.ThrowUnlessKnown(description.Type);
        var next = ThrowUnlessLegal(SignalingTransitions.WithRemote(SignalingState, description.Type), $"take a remote {description.Type.ToString().ToLowerInvariant()}");
        if (description.Type == SdpType.Rollback)
        {
            Rollback();
            UpdateNeed();
            return;
        }

        // All that can be refused is, before anything happens.
        var remote = Read(description);
        if (description.Type == SdpType.Offer && _negotiation.PendingLocal is not null)
        {
            Rollback();
        }

        var before = _negotiation.SignalingState;
        _negotiation.SetRemote(remote, next);
        OnSignaling(before);
        TakeEarly(remote);
        if (description.Type != SdpType.Offer)
        {
            PutIntoForce(remote, isOfferer: true, now);
        }

        UpdateNeed();
    }

    /// <summary>
    /// Takes a candidate of the peer's for the description whose name it bears, or the newest one. It waits for a description that is not
    /// there yet. It is read now, so that whoever gives it hears of a bad one.
    /// </summary>
    public void AddIceCandidate(IceCandidateInit? init, long now)
    {
        ThrowIfClosed();
        var candidate = CandidateRules.Read(init);
        var entry = new EarlyCandidates.Entry(init, candidate);
        var meant = _negotiation.FindRemote(entry.UsernameFragment);
        if (meant.Count == 0)
        {
            if (!_early.TryAdd(init, candidate))
            {
                ReportLeftOut();
            }

            return;
        }

        var sections = meant.ConvertAll(description => CandidateRules.FindSection(description, init));
        var reaches = false;
        for (var i = 0; i < meant.Count; i++)
        {
            Add(meant[i], sections[i], entry);
            reaches |= IsInForce(meant[i]) && meant[i].SharesTransport(sections[i]);
        }

        if (reaches)
        {
            Apply(candidate, now);
            Transport.Settle();
        }
    }

    /// <summary>Tells the application of an address or server that gives no candidate.</summary>
    public void ReportCandidateError(IceCandidateError error)
    {
        if (error.Url.Length == 0)
        {
            Transport.LocalTrouble ??= error.Error;
        }

        Errors.Add(error);
        Events.Add(PeerEvent.Of(error));
    }

    /// <summary>The driver looks for local addresses and STUN servers, until <see cref="EndGathering"/>.</summary>
    public void BeginGathering(long now)
    {
        if (!IsOver)
        {
            _gathered.Begin();
            Transport.RestartPaths(now);
        }
    }

    /// <summary>The driver found all local addresses and STUN servers; gathering is complete when the servers have answered or been given up.</summary>
    public void EndGathering(long now) => Transport.EndPaths(now);

    /// <summary>The driver has looked for a name.</summary>
    public void EndName(IceRemoteName name, IPAddress? address, long now)
    {
        var found = Names!.End(name, address, _inForce!.Parameters!.Credentials);
        if (!IsOver)
        {
            found.ForEach(candidate => Apply(candidate, now));
            Transport.Settle();
        }
    }

    /// <summary>Ends the connection; see <see cref="PeerTransport.Close"/>.</summary>
    public void Close(bool abort, long now)
    {
        if (!_closed)
        {
            _closed = true;
            _negotiation.Close();
            Events.Add(PeerEvent.Of(SignalingState.Closed));
        }

        Transport.Close(CloseReasons.LocalConnection, abort, now);
    }

    public void Dispose()
    {
        Transport.Dispose();
        _options.Certificate.Dispose();
        _options.KeyExchange?.Dispose();
    }

    private void Add(RemoteSessionDescription description, int section, in EarlyCandidates.Entry entry)
    {
        if (section >= 0 && !description.TryAdd(new TrickledCandidate(section, entry.Candidate, entry.Init?.Candidate ?? string.Empty)))
        {
            ReportLeftOut();
        }
    }

    /// <summary>What waited for this description belongs to it from now on.</summary>
    private void TakeEarly(RemoteSessionDescription description)
    {
        foreach (var entry in _early.TakeFor(description))
        {
            try
            {
                Add(description, CandidateRules.FindSection(description, entry.Init), entry);
            }
            catch (ArgumentException exception)
            {
                // Whoever gave it was told that it waits.
                ReportCandidateError(new IceCandidateError(string.Empty, exception.Message));
            }
        }
    }

    private RemoteSessionDescription Read(SessionDescription description)
    {
        if (!SdpDescription.TryParse(description.Sdp, out var parsed, out var error) || parsed is null)
        {
            throw new ArgumentException($"The remote description is not valid: {error}");
        }

        if (description.Type == SdpType.Offer)
        {
            DescriptionRules.ThrowUnlessFollows(_negotiation.Negotiated, parsed);
        }
        else
        {
            DescriptionRules.ThrowUnlessAnswers(_negotiation.PendingLocal!.Sdp, parsed);
        }

        if (parsed.Data is not { } data)
        {
            return new RemoteSessionDescription(description, parsed, parameters: null);
        }

        var role = RemoteParameters.ChooseRole(description.Type, data.Setup, Transport.LocalDtlsRole);
        var parameters = RemoteParameters.Read(data, role, _options.ExpectedFingerprint);
        Transport.ThrowIfIdentityChanges(parameters);
        var remote = new RemoteSessionDescription(description, parsed, parameters);
        if (description.Type != SdpType.Offer && _inForce is not null && !IsInForce(remote) && _negotiation.PendingLocal!.Credentials == Transport.Ice.LocalCredentials)
        {
            // A session of its own would need credentials of ours that the peer has not been told.
            throw new ArgumentException("The answer has other ICE credentials than before, and the offer asked for no restart.");
        }

        return remote;
    }

    /// <summary>An offer is answered: what the peer's description says holds from now on.</summary>
    private void PutIntoForce(RemoteSessionDescription remote, bool isOfferer, long now)
    {
        if (remote.Parameters is not { } parameters)
        {
            // An offer without data leaves a connection as new as it was; a connection that is up, or that the peer refuses, has nothing else to live for.
            if (isOfferer || _inForce is not null)
            {
                Transport.Close(CloseReasons.DataRefused, abort: true, now);
            }

            return;
        }

        if (_inForce is null)
        {
            Transport.Ice.IsControlling = isOfferer;
        }
        else if (!IsInForce(remote))
        {
            _early.Forget(_inForce.Parameters!.Credentials.UsernameFragment);
        }

        _inForce = remote;
        Transport.SetRemote(parameters, now);
        foreach (var candidate in remote.Candidates)
        {
            Apply(candidate, now);
        }

        if (remote.HasEndOfCandidates)
        {
            Apply(candidate: null, now);
        }

        Transport.Settle();
    }

    private bool IsInForce(RemoteSessionDescription description) => _inForce is not null && description.IsSameSession(_inForce);

    /// <summary>Null: there are no more.</summary>
    private void Apply(IceCandidate? candidate, long now)
    {
        if (candidate is null)
        {
            Transport.Ice.EndOfRemoteCandidates(now);
        }
        else
        {
            Transport.Ice.AddRemoteCandidate(Names?.Add(candidate, _inForce!.Parameters!.Credentials) ?? candidate, now);
        }
    }

    private void Rollback()
    {
        var before = _negotiation.SignalingState;
        if (_negotiation.PendingLocal is not null)
        {
            _gathered.OnRollback();
        }

        _negotiation.Rollback();
        Transport.Ice.Prepare(Transport.Ice.LocalCredentials);
        OnSignaling(before);
    }

    private void OnSignaling(SignalingState before)
    {
        if (_negotiation.SignalingState == before)
        {
            return;
        }

        Events.Add(PeerEvent.Of(_negotiation.SignalingState));
        if (_negotiation.SignalingState == SignalingState.Stable)
        {
            _need.OnStable();
        }
    }

    private void UpdateNeed()
    {
        if (!IsOver && _need.Update(_negotiation.SignalingState, IsNegotiationNeeded))
        {
            Events.Add(PeerEvent.NegotiationNeeded(++_needs));
        }
    }

    /// <summary>An empty text stands for what was made last, if that still says what is wanted, and so for nothing that was changed.</summary>
    private LocalSessionDescription FindCreated(SdpType type, SessionDescription? given)
    {
        var last = type == SdpType.Offer ? _negotiation.LastOffer : _negotiation.LastAnswer;
        if (given is { Sdp: not "" })
        {
            return last is not null && last.AsCreated.Sdp == given.Sdp
                ? last
                : throw new ArgumentException($"The local description is not the {(type == SdpType.Offer ? "offer" : "answer")} that this connection made last: it is set as it was made.");
        }

        if (given is not null && last is not null && !_negotiation.IsToBeReplaced(last.Credentials))
        {
            return last;
        }

        _ = type == SdpType.Offer ? CreateOffer() : CreateAnswer();
        return type == SdpType.Offer ? _negotiation.LastOffer! : _negotiation.LastAnswer!;
    }

    private SessionDescription? Describe(LocalSessionDescription? local) => local?.Describe(_gathered.All, _gathered.IsComplete);

    private void OnLocalCandidate(IceCandidate candidate)
    {
        if (!IsOver)
        {
            _gathered.Add(candidate);
        }
    }

    private void OnLocalCandidatesEnd()
    {
        if (!IsOver)
        {
            _gathered.End();
        }
    }

    private void ReportLeftOut()
    {
        if (!_hasLeftOut)
        {
            _hasLeftOut = true;
            ReportCandidateError(IceCandidateErrors.CandidatesLeftOut(EarlyCandidates.MaxCount));
        }
    }

    private void ThrowIfClosed()
    {
        if (IsOver)
        {
            throw new InvalidOperationException("The connection is closed.");
        }
    }

    private SignalingState ThrowUnlessLegal(SignalingState? next, string what) =>
        next ?? throw new InvalidOperationException($"Cannot {what} in the signaling state {SignalingState}.");
}
