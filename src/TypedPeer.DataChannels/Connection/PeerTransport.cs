using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection.Negotiation;
using TypedPeer.DataChannels.Connection.Relaying;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Connection;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// ICE, DTLS, SCTP and the channel table as one state machine without I/O: datagrams in, datagrams and events out, one deadline.
/// Not thread-safe: the caller serialises.
/// </summary>
internal sealed class PeerTransport : IIceObserver, IDtlsObserver, ISctpObserver, IDisposable
{
    private readonly PeerTransportOptions _options;
    private readonly TransportLayers _layers;
    private readonly TransportStates _states;
    private readonly TransportEnding _ending;
    private readonly ValidatedDatagrams _validated;
    private readonly RelayedPaths _relayed;
    private RemoteTransportParameters? _remote;
    private string? _localInit;
    private long _backlog;
    private bool _isUnsettled;
    private bool _isRescued;

    public PeerTransport(PeerTransportOptions options, PeerEventQueue events)
    {
        _options = options;
        _states = new TransportStates(events);
        _layers = new TransportLayers(new IceAgent(options.Ice, this, options.IceRandom));
        _validated = new ValidatedDatagrams(_layers.Ice);
        _relayed = new RelayedPaths(_layers.Ice, options.Turn, options.IceRandom, failure => options.OnCandidateError(IceCandidateErrors.OfRelay(failure)), HandlePackets);
        Channels = new DataChannelTable(events, options.Channels);
        _ending = new TransportEnding(_layers, Channels, _validated.Early, _states, events, options.IceRestartTimeout);
    }

    public IceAgent Ice => _layers.Ice;

    /// <summary>Gets the relays that are asked for paths.</summary>
    public TurnRelays Relays => _relayed.Relays;

    /// <summary>Gets what came before it may be read.</summary>
    public EarlyDatagrams Early => _validated.Early;

    public DataChannelTable Channels { get; }

    /// <summary>Gets the association, once DTLS is up.</summary>
    public SctpAssociation? Sctp => _layers.Sctp;

    public IceConnectionState IceState => _states.Ice;

    public PeerConnectionState State => _states.Connection;

    public TransportCounters Counters { get; } = new();

    /// <summary>Gets when the peer last gave a sign of life that it alone could give, in microseconds: data, or the answer to a check; <see cref="long.MinValue"/> before.</summary>
    public long HeardAt => Math.Max(Counters.DataHeardAt, Ice.SelectedPair?.LastAnswerAt ?? long.MinValue);

    /// <inheritdoc cref="TransportEnding.LocalTrouble"/>
    public string? LocalTrouble
    {
        get => _ending.LocalTrouble;
        set => _ending.LocalTrouble = value;
    }

    /// <summary>Gets whether nothing will ever be sent again.</summary>
    public bool IsFinished => _ending.IsFinished;

    /// <summary>Gets what is known of the failure that a channel or the connection ended for; null where that is nothing beyond the reason.</summary>
    public TransportFailure? FailureOf(PeerChannelCloseReason reason) => ReferenceEquals(reason, _ending.Reason) ? _ending.Failure : null;

    /// <summary>Gets the certificate fingerprint the peer proved to own; null before DTLS is up.</summary>
    public DtlsFingerprint? RemoteFingerprint => _layers.Dtls?.RemoteFingerprint;

    /// <summary>Gets DTLS, once the peer's description is known.</summary>
    public IDtlsConnection? Dtls => _layers.Dtls;

    /// <summary>Gets our DTLS role, once the descriptions have decided it.</summary>
    public DtlsRole? LocalDtlsRole => _layers.Dtls?.Role;

    /// <summary>Gets the largest message the peer takes.</summary>
    public int RemoteMaxMessageSize => _remote?.MaxMessageSize ?? (int)SdpDataSection.DefaultMaxMessageSize;

    /// <summary>Gets what our descriptions say of the association to come (draft-hancke-tsvwg-snap): all of them the same.</summary>
    public string SctpInit => _localInit ??= SctpDescribedInit.Create(SctpOptions, Random);

    /// <summary>Gets what an answer says of it: nothing to a peer that offers nothing that can be used, and therefore needs the handshake.</summary>
    public string? AnswerSctpInit(string? offered) => SctpDescribedInit.IsUsable(offered, SctpInit) ? SctpInit : null;

    /// <summary>Gets how long a close of a channel is waited for; as long as a timer can wait at most.</summary>
    public TimeSpan CloseTimeout => TimeSpan.FromMilliseconds(Math.Min(Channels.CloseTimeout / 1000, int.MaxValue));

    /// <summary>Gets whether an acknowledgement is due from the peer, which will bring another occasion to send.</summary>
    public bool HasDataInFlight => _layers.Sctp is { InFlightBytes: > 0 };

    public long NextDeadline => IsFinished
        ? long.MaxValue
        : Math.Min(Math.Min(_layers.NextDeadline, _relayed.NextDeadline), Math.Min(_ending.PathDeadline, Channels.NextDeadline));

    /// <summary>
    /// What the peer's description says holds from now on. Later calls (ICE restart, repeated descriptions) change ICE and the largest message only.
    /// Other credentials begin a new ICE session; data stays on the old path until a new one works.
    /// </summary>
    public void SetRemote(RemoteTransportParameters remote, long now)
    {
        _validated.OnPathChanged();
        Ice.IsRemoteLite = remote.IsIceLite;
        Ice.SetRemoteCredentials(remote.Credentials, now);
        if (_remote is null)
        {
            _remote = remote;

            // Only with a peer that knows of it: nobody else has to make sense of the extension.
            var options = _options.Dtls with { TlsId = remote.TlsId is null ? null : _options.TlsId };
            var dtls = new DtlsConnection(remote.LocalDtlsRole, _options.Certificate, options, this, _options.KeyExchange);
            _layers.Dtls = dtls;
            dtls.SetExpectedTlsId(remote.TlsId, now);
            if (remote.Fingerprints is { } fingerprints)
            {
                dtls.SetExpectedFingerprints(fingerprints, now);
            }
            else
            {
                dtls.AcceptAnyCertificate(now);
            }

            Channels.OnRoleKnown(remote.LocalDtlsRole == DtlsRole.Client);
        }
        else
        {
            _remote = _remote with { MaxMessageSize = remote.MaxMessageSize, SctpInit = remote.SctpInit };
        }

        Settle();
    }

    /// <summary>A path is gone; see <see cref="IceAgent.RemovePath"/>.</summary>
    public void RemovePath(IDatagramPath path, long now)
    {
        Ice.RemovePath(path, now);
        SettleNow(now);
    }

    /// <summary>Takes one datagram, or several coalesced ones of one sender. The buffer is decrypted in place.</summary>
    public void HandleDatagram(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now)
    {
        Counters.Received(data.Length);
        if (!_relayed.TryHandle(path, remote, data, now))
        {
            HandlePackets(path, remote, data, now);
        }

        SettleNow(now);
    }

    /// <summary>The driver has found all its paths and relays; candidates end when the relays have answered or been given up.</summary>
    public void EndPaths(long now)
    {
        _relayed.End(now);
        Settle();
    }

    /// <summary>The driver looks for paths and relays once more.</summary>
    public void RestartPaths(long now)
    {
        _relayed.Restart();
        Ice.RestartGathering(now);
        Settle();
    }

    /// <summary>Lets time pass; call it when <see cref="NextDeadline"/> is reached.</summary>
    public void HandleDeadline(long now)
    {
        if (IsFinished)
        {
            return;
        }

        _relayed.HandleDeadline(now);
        _layers.HandleDeadline(now);
        Channels.HandleDeadline(now);
        SettleNow(now);
    }

    /// <summary>Writes what is ready to be sent until nothing is or the batch is full; true if there may be more.</summary>
    public bool Fill(SendBatch batch, long now)
    {
        if (_isUnsettled)
        {
            SettleNow(now);
        }

        while (!IsFinished)
        {
            if (batch.Free.Length < _options.MaxDatagramSize + _relayed.RoomNeeded)
            {
                return true;
            }

            if (!TryWrite(batch, now))
            {
                break;
            }
        }

        return IsFinished && TryRelease(batch, now);
    }

    /// <summary>
    /// What an API call caused, such as resets, is taken up with the next <see cref="Fill"/>: whatever fails then is no failure of the
    /// call, which has happened.
    /// </summary>
    public void Settle() => _isUnsettled = true;

    /// <inheritdoc cref="TransportEnding.Close"/>
    public void Close(PeerChannelCloseReason reason, bool abort, long now) => _ending.Close(reason, abort, now);

    /// <inheritdoc cref="TransportEnding.EndAtOnce"/>
    public void EndAtOnce(PeerChannelCloseReason reason) => _ending.EndAtOnce(reason);

    /// <summary>Makes a channel of our own.</summary>
    public DataChannelCore CreateChannel(string label, DataChannelOptions options, long now)
    {
        var channel = Channels.Create(label, options, now);
        Settle();
        return channel;
    }

    /// <summary>Closes a channel, after its messages have left or at once.</summary>
    public void CloseChannel(DataChannelCore channel, bool atOnce)
    {
        if (atOnce)
        {
            Channels.CloseNow(channel);
        }
        else
        {
            Channels.Close(channel);
        }

        Settle();
    }

    /// <summary>Gets whether a channel takes messages.</summary>
    public bool MaySend(DataChannelCore channel) => !_ending.IsEnding && channel.State <= DataChannelState.Open;

    /// <summary>Queues a message on a channel.</summary>
    public void Send(DataChannelCore channel, MessagePayload payload, bool isText, long now)
    {
        if (_ending.IsEnding && channel.State != DataChannelState.Closed)
        {
            throw new PeerChannelClosedException(_ending.Reason);
        }

        if (payload.Bytes.Length > RemoteMaxMessageSize && channel.State <= DataChannelState.Open)
        {
            throw new ArgumentException($"The message has {payload.Bytes.Length} bytes; the peer takes {RemoteMaxMessageSize}.", nameof(payload));
        }

        Channels.Send(channel, payload, isText, now);
    }

    /// <summary>Refuses a description of somebody else on a connection that is secured already.</summary>
    /// <exception cref="ArgumentException">Another certificate is announced.</exception>
    public void ThrowIfIdentityChanges(RemoteTransportParameters parameters) => _remote?.ThrowIfIdentityChanges(parameters);

    /// <summary>The application took messages: the receive window opens again.</summary>
    public void Consumed(long bytes, long now)
    {
        Channels.Consumed(bytes);
        SettleNow(now);
    }

    /// <summary>Forgets the keys. What was not sent is lost.</summary>
    public void Dispose() => _layers.Dispose();

    void IIceGatheringObserver.OnLocalCandidate(IceCandidate candidate) => _options.OnLocalCandidate(candidate);

    void IIceGatheringObserver.OnLocalCandidateRemoved(IceCandidate candidate)
    {
        // What was remembered of its path holds no longer.
        _validated.OnPathChanged();
        _options.OnLocalCandidateRemoved(candidate);
    }

    void IIceGatheringObserver.OnLocalCandidatesEnd() => _options.OnLocalCandidatesEnd();

    void IIceGatheringObserver.OnServerFailed(string url, IPEndPoint server, int errorCode) =>
        _options.OnCandidateError(IceCandidateErrors.OfServer(url, server, errorCode, _options.Ice.MaximumStunServers));

    void IIceObserver.OnCandidatesLeftOut() => _options.OnCandidateError(IceCandidateErrors.CandidatesLeftOut(_options.Ice.MaximumSignaledCandidates));

    void IIceObserver.OnStateChanged(IceConnectionState state) => _states.OnIce(state);

    void IIceSelectionObserver.OnSelectedPairChanged(IceCandidatePair pair, bool isRescue)
    {
        _isRescued |= isRescue;
        Counters.SelectedPairChanges++;
        _validated.OnPathChanged();
    }

    void IDtlsObserver.OnConnected(long now)
    {
        var options = SctpOptions with
        {
            Mtu = (_options.MaxDatagramSize - _layers.Dtls!.RecordOverhead) & ~3,
            RemotePort = _remote!.SctpPort,
            LocalInit = _localInit,
            RemoteInit = _localInit is not null && SctpDescribedInit.IsUsable(_remote.SctpInit, _localInit) ? _remote.SctpInit : null,
        };
        var sctp = new SctpAssociation(options, this, Random);
        _layers.Sctp = sctp;
        Channels.OnTransportCreated(new AssociationTransport(sctp, () => RemoteMaxMessageSize, _ending), now);
        sctp.Start(now);
    }

    void IDtlsObserver.OnApplicationData(Span<byte> data, long now)
    {
        Counters.DataHeardAt = now;
        _layers.LiveSctp?.HandlePacket(data, now);
    }

    void IDtlsObserver.OnClosed(DtlsCloseReason reason) => _ending.OnDtlsEnded(CloseReasonMapping.FromDtls(reason), TransportFailure.Of(reason));

    void ISctpObserver.OnConnected(long now) =>
        Channels.OnConnected(Math.Min(_layers.Sctp!.OutgoingStreams, _layers.Sctp.IncomingStreams), now);

    void ISctpObserver.OnMessage(ushort stream, uint ppid, byte[] rented, int length) => Channels.OnMessage(stream, ppid, rented, length);

    void ISctpObserver.OnStreamReset(ushort stream, long now) => Channels.OnStreamReset(stream, now);

    void ISctpObserver.OnStreamResetDone(ushort stream, bool accepted, long now) => Channels.OnStreamResetDone(stream, accepted, now);

    void ISctpObserver.OnBufferedAmountLow(ushort stream) => Channels.OnBufferedAmountLow(stream);

    void ISctpObserver.OnClosed(SctpCloseReason reason) => _ending.OnSctpEnded(CloseReasonMapping.FromSctp(reason), TransportFailure.Of(reason));

    private SctpOptions SctpOptions => _options.Sctp with { OutgoingStreams = Channels.StreamsNeeded, IncomingStreams = Channels.StreamsNeeded };

    private IRandomSource Random => _options.SctpRandom ?? SystemRandomSource.Instance;

    private void SettleNow(long now)
    {
        _isUnsettled = false;
        if (IsFinished)
        {
            return;
        }

        if (_isRescued)
        {
            // What was on its way went into the void.
            _isRescued = false;
            _layers.LiveSctp?.OnPathChanged(now);
        }

        _relayed.Settle(now);
        StartDtls(now);
        Channels.RunDeferred(now);
        if (_layers.LiveSctp is { } sctp && _backlog != Channels.UnconsumedBytes)
        {
            _backlog = Channels.UnconsumedBytes;
            sctp.UnconsumedBytes = _backlog;
        }

        _ending.CheckPath(now);
        if (_ending.Reason is null)
        {
            _states.Update(isSecured: _layers.Sctp is not null);
        }
    }

    private void HandlePackets(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now)
    {
        while (!data.IsEmpty && !IsFinished)
        {
            switch (Demultiplexer.Next(data, out var length))
            {
                case PacketKind.Stun:
                    Ice.HandleDatagram(path, remote, data[..length], now);
                    break;
                case PacketKind.Dtls:
                    HandleDtls(path, remote, data[..length], now);
                    break;
            }

            data = data[length..];
        }
    }

    private void HandleDtls(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now)
    {
        if (_layers.Dtls is not { } dtls || !_validated.IsFrom(path, remote))
        {
            // Once the handshake is done whoever is not validated sends nothing that is worth keeping: SCTP repairs what it was.
            if (_layers.Sctp is null && !_layers.HasDtlsEnded)
            {
                _validated.Early.Keep(path, remote, data, now);
            }
        }
        else if (!_layers.HasDtlsEnded)
        {
            _validated.Pair?.Counters.Received(data.Length);
            dtls.HandleDatagram(data, now);
        }
    }

    private void StartDtls(long now)
    {
        if (_layers.LiveDtls is not { } dtls || Ice.SelectedPair is null)
        {
            return;
        }

        if (!_layers.HasDtlsStarted)
        {
            _layers.HasDtlsStarted = true;
            dtls.Start(now);
        }

        while (!_layers.HasDtlsEnded && _validated.TryTakeEarly(now, out var data))
        {
            dtls.HandleDatagram(data, now);
        }

        if (_layers.Sctp is not null)
        {
            _validated.Early.Clear();
        }
    }

    private bool TryWrite(SendBatch batch, long now)
    {
        if (TryWriteToRelay(batch, now))
        {
            return true;
        }

        var length = Ice.WriteDatagram(batch.Free, now, out var path, out var remote);
        if (length > 0)
        {
            Commit(batch, length, path, remote, now);
            return true;
        }

        if (Ice.SelectedPair is not { } pair || _layers.Dtls is not { } dtls)
        {
            return _ending.EndLayers(now);
        }

        // The last flight of a handshake must leave before the first protected record.
        length = dtls.WriteDatagram(batch.Free, now);
        if (length == 0)
        {
            length = WriteSctp(batch.Free, now);
        }

        if (length > 0)
        {
            pair.Counters.Sent(length);
            Commit(batch, length, pair.Path, pair.RemoteEndPoint, now);
            return true;
        }

        return _ending.EndLayers(now);
    }

    private int WriteSctp(Span<byte> destination, long now)
    {
        if (_layers.Sctp is not { } sctp || _layers.LiveDtls is not { } dtls)
        {
            return 0;
        }

        var plaintext = destination.Slice(dtls.PlaintextOffset, _options.MaxDatagramSize - dtls.RecordOverhead);
        var length = sctp.WritePacket(plaintext, now);
        return length == 0 ? 0 : dtls.Protect(destination, length);
    }

    private void Commit(SendBatch batch, int length, IDatagramPath path, IPEndPoint remote, long now)
    {
        length = RelayedPaths.Wrap(batch.Free, length, ref path, ref remote, now);
        if (length > 0)
        {
            Counters.Sent(length);
            batch.Commit(length, path, remote);
        }
    }

    private bool TryWriteToRelay(SendBatch batch, long now)
    {
        if (Relays.Write(batch.Free, now, out var path, out var remote) is not (> 0 and var length))
        {
            return false;
        }

        Counters.Sent(length);
        batch.Commit(length, path, remote);
        return true;
    }

    /// <summary>Whatever relays have given is given back at the end.</summary>
    private bool TryRelease(SendBatch batch, long now)
    {
        Relays.ReleaseAll();
        while (batch.Free.Length >= _options.MaxDatagramSize)
        {
            if (!TryWriteToRelay(batch, now))
            {
                return false;
            }
        }

        return true;
    }
}
