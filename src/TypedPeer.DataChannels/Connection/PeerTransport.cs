using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Connection;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Association;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// ICE, DTLS, SCTP and the channel table as one state machine without I/O: datagrams in, datagrams and events out, one deadline.
/// Not thread-safe: the caller serialises.
/// </summary>
internal sealed class PeerTransport : IIceObserver, IDtlsObserver, ISctpObserver, IDataChannelTransport, IDisposable
{
    private readonly PeerTransportOptions _options;
    private readonly PeerEventQueue _events;
    private readonly ValidatedDatagrams _validated;
    private IDtlsConnection? _dtls;
    private SctpAssociation? _sctp;
    private RemoteTransportParameters? _remote;
    private long _now;
    private long _backlog;
    private long _failureDeadline = long.MaxValue;
    private bool _dtlsStarted;
    private bool _sctpEnded;
    private bool _dtlsEnded;
    private PeerChannelCloseReason? _closing;
    private bool _isUnsettled;

    public PeerTransport(PeerTransportOptions options, PeerEventQueue events)
    {
        _options = options;
        _events = events;
        Channels = new DataChannelTable(events, options.Channels);
        Ice = new IceAgent(options.Ice, this, options.IceRandom);
        _validated = new ValidatedDatagrams(Ice);
    }

    public IceAgent Ice { get; }

    /// <summary>Gets what came before it may be read.</summary>
    public EarlyDatagrams Early => _validated.Early;

    public DataChannelTable Channels { get; }

    /// <summary>Gets the association, once DTLS is up.</summary>
    public SctpAssociation? Sctp => _sctp;

    public IceConnectionState IceState { get; private set; }

    public PeerConnectionState State { get; private set; }

    public TransportCounters Counters { get; } = new();

    /// <summary>Gets or sets why there are fewer sockets than there could be; null when there are not.</summary>
    public string? LocalTrouble { get; set; }

    /// <summary>Gets whether nothing will ever be sent again.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Gets the certificate fingerprint the peer proved to own; null before DTLS is up.</summary>
    public DtlsFingerprint? RemoteFingerprint => _dtls?.RemoteFingerprint;

    /// <summary>Gets our DTLS role, once the descriptions have decided it.</summary>
    public DtlsRole? LocalDtlsRole => _dtls?.Role;

    /// <summary>Gets the largest message the peer takes.</summary>
    public int RemoteMaxMessageSize => _remote?.MaxMessageSize ?? (int)SdpDataSection.DefaultMaxMessageSize;

    /// <summary>Gets how long a close of a channel is waited for; as long as a timer can wait at most.</summary>
    public TimeSpan CloseTimeout => TimeSpan.FromMilliseconds(Math.Min(Channels.CloseTimeout / 1000, int.MaxValue));

    public long NextDeadline
    {
        get
        {
            if (IsFinished)
            {
                return long.MaxValue;
            }

            var next = Math.Min(Math.Min(Ice.NextDeadline, _failureDeadline), Channels.NextDeadline);
            next = _dtls is null || _dtlsEnded ? next : Math.Min(next, _dtls.NextDeadline);
            return _sctp is null || _sctpEnded ? next : Math.Min(next, _sctp.NextDeadline);
        }
    }

    /// <summary>The peer's description is known. Later calls (ICE restart, repeated descriptions) change ICE only.</summary>
    public void SetRemote(RemoteTransportParameters remote, long now)
    {
        _now = now;
        Ice.IsRemoteLite = remote.IsIceLite;
        Ice.SetRemoteCredentials(remote.Credentials, now);
        if (_remote is null)
        {
            _remote = remote;

            // Only with a peer that knows of it: nobody else has to make sense of the extension.
            var options = _options.Dtls with { TlsId = remote.TlsId is null ? null : _options.TlsId };
            _dtls = new DtlsConnection(remote.LocalDtlsRole, _options.Certificate, options, this);
            _dtls.SetExpectedTlsId(remote.TlsId);
            _dtls.SetExpectedFingerprints(remote.Fingerprints);
            Channels.OnRoleKnown(remote.LocalDtlsRole == DtlsRole.Client);
        }

        Settle(now);
    }

    /// <summary>Begins a new ICE session; data stays on the old path until a new one works.</summary>
    public void RestartIce(long now)
    {
        _now = now;
        _validated.OnPathChanged();
        Ice.Restart(now);
        Settle(now);
    }

    /// <summary>Takes one datagram, or several coalesced ones of one sender. The buffer is decrypted in place.</summary>
    public void HandleDatagram(int socket, IPEndPoint remote, Span<byte> data, long now)
    {
        _now = now;
        Counters.Received(data.Length);
        while (!data.IsEmpty && !IsFinished)
        {
            switch (Demultiplexer.Next(data, out var length))
            {
                case PacketKind.Stun:
                    Ice.HandleDatagram(socket, remote, data[..length], now);
                    break;
                case PacketKind.Dtls:
                    HandleDtls(socket, remote, data[..length], now);
                    break;
            }

            data = data[length..];
        }

        SettleNow(now);
    }

    /// <summary>Lets time pass; call it when <see cref="NextDeadline"/> is reached.</summary>
    public void HandleDeadline(long now)
    {
        if (IsFinished)
        {
            return;
        }

        _now = now;
        if (Ice.NextDeadline <= now)
        {
            Ice.HandleDeadline(now);
        }

        if (_dtls is not null && !_dtlsEnded && _dtls.NextDeadline <= now)
        {
            _dtls.HandleDeadline(now);
        }

        if (_sctp is not null && !_sctpEnded && _sctp.NextDeadline <= now)
        {
            _sctp.HandleDeadline(now);
        }

        Channels.HandleDeadline(now);
        SettleNow(now);
    }

    /// <summary>Writes what is ready to be sent until nothing is or the batch is full; true if there may be more.</summary>
    public bool Fill(SendBatch batch, long now)
    {
        _now = now;
        if (_isUnsettled)
        {
            SettleNow(now);
        }

        while (!IsFinished)
        {
            if (batch.Free.Length < _options.MaxDatagramSize)
            {
                return true;
            }

            if (!TryWrite(batch, now))
            {
                break;
            }
        }

        return false;
    }

    /// <summary>
    /// What an API call caused, such as resets, is taken up with the next <see cref="Fill"/>: whatever fails then is no failure of the
    /// call, which has happened.
    /// </summary>
    public void Settle(long now)
    {
        _now = now;
        _isUnsettled = true;
    }

    private void SettleNow(long now)
    {
        _now = now;
        _isUnsettled = false;
        if (IsFinished)
        {
            return;
        }

        StartDtls(now);
        Channels.RunDeferred(now);
        if (_sctp is not null && !_sctpEnded && _backlog != Channels.UnconsumedBytes)
        {
            _backlog = Channels.UnconsumedBytes;
            _sctp.UnconsumedBytes = _backlog;
        }

        UpdateState();
    }

    /// <summary>
    /// Ends the connection: what is queued is delivered and acknowledged first (SHUTDOWN), unless <paramref name="abort"/>; then the
    /// peer is told on every layer.
    /// </summary>
    public void Close(PeerChannelCloseReason reason, bool abort, long now)
    {
        _now = now;
        _closing ??= reason;
        if (IsFinished)
        {
            return;
        }

        if (_sctp is null || _sctpEnded)
        {
            _sctpEnded = true;
        }
        else if (abort)
        {
            _sctp.Abort("closed", now);
        }
        else
        {
            _sctp.Shutdown(now);
        }

        if (_dtls is null || !_dtlsStarted)
        {
            Finish();
        }
    }

    /// <summary>Gets whether an acknowledgement is due from the peer, which will bring another occasion to send.</summary>
    public bool HasDataInFlight => _sctp is { InFlightBytes: > 0 };

    /// <summary>Makes a channel of our own.</summary>
    public DataChannelCore CreateChannel(string label, DataChannelOptions options, long now)
    {
        _now = now;
        var channel = Channels.Create(label, options);
        Settle(now);
        return channel;
    }

    /// <summary>Closes a channel, after its messages have left or at once.</summary>
    public void CloseChannel(DataChannelCore channel, bool atOnce, long now)
    {
        _now = now;
        if (atOnce)
        {
            Channels.CloseNow(channel);
        }
        else
        {
            Channels.Close(channel);
        }

        Settle(now);
    }

    /// <summary>Gets whether a channel takes messages.</summary>
    public bool MaySend(DataChannelCore channel) => !IsEnding && channel.State <= DataChannelState.Open;

    /// <summary>Gets whether either side has begun to end the connection: nothing given from now on would arrive.</summary>
    private bool IsEnding => _closing is not null || IsFinished || _sctpEnded || _sctp is { State: > SctpState.Established };

    /// <summary>Queues a message on a channel.</summary>
    public void Send(DataChannelCore channel, ReadOnlySpan<byte> payload, bool isText, long now)
    {
        _now = now;
        if (IsEnding && channel.State != DataChannelState.Closed)
        {
            throw new PeerChannelClosedException(_closing);
        }

        if (payload.Length > RemoteMaxMessageSize && channel.State <= DataChannelState.Open)
        {
            throw new ArgumentException($"The message has {payload.Length} bytes; the peer takes {RemoteMaxMessageSize}.", nameof(payload));
        }

        Channels.Send(channel, payload, isText);
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
    public void Dispose()
    {
        _sctp?.Dispose();
        _dtls?.Dispose();
    }

    bool IDataChannelTransport.CanSend => !IsEnding;

    long IDataChannelTransport.HeldBytes => _sctp!.HeldSendBytes;

    int IDataChannelTransport.MaxMessageSize => RemoteMaxMessageSize;

    bool IDataChannelTransport.Send(ushort stream, uint payloadProtocol, ReadOnlySpan<byte> payload, DataChannelOptions options, bool ordered) =>
        _sctp!.Send(stream, payloadProtocol, payload, SctpSendMapping.ToSctp(payloadProtocol, options, ordered), _now) == SctpSendResult.Queued;

    void IDataChannelTransport.DropExpired(ushort stream) => _sctp!.DropExpired(stream, _now);

    void IDataChannelTransport.ResetStream(ushort stream) => _sctp!.ResetStream(stream, _now);

    long IDataChannelTransport.GetBufferedAmount(ushort stream) => _sctp!.GetBufferedAmount(stream);

    void IDataChannelTransport.SetPriority(ushort stream, DataChannelPriority priority) => _sctp!.SetStreamWeight(stream, (int)priority);

    void IDataChannelTransport.SetBufferedAmountLowThreshold(ushort stream, long bytes) => _sctp!.SetBufferedAmountLowThreshold(stream, bytes);

    void IIceObserver.OnLocalCandidate(IceCandidate candidate) => _options.OnLocalCandidate(candidate);

    void IIceObserver.OnLocalCandidatesEnd() => _options.OnLocalCandidatesEnd();

    void IIceObserver.OnServerFailed(string url, IPEndPoint server, int errorCode) =>
        _options.OnCandidateError(IceCandidateErrors.OfServer(url, server, errorCode, _options.Ice.MaximumStunServers));

    void IIceObserver.OnCandidatesLeftOut() => _options.OnCandidateError(IceCandidateErrors.CandidatesLeftOut(_options.Ice.MaximumSignaledCandidates));

    void IIceObserver.OnStateChanged(IceState state)
    {
        IceState = IceStateMapping.ToPublic(state);
        _events.Add(new PeerEvent(PeerEventKind.IceConnectionState, Value: (int)IceState));
    }

    void IIceObserver.OnSelectedPairChanged(IceCandidatePair pair)
    {
        Counters.SelectedPairChanges++;
        _validated.OnPathChanged();
    }

    void IDtlsObserver.OnConnected()
    {
        var options = _options.Sctp with
        {
            Mtu = (_options.MaxDatagramSize - _dtls!.RecordOverhead) & ~3,
            RemotePort = _remote!.SctpPort,
            OutgoingStreams = Channels.StreamsNeeded,
            IncomingStreams = Channels.StreamsNeeded,
        };
        _sctp = new SctpAssociation(options, this, _options.SctpRandom);
        Channels.OnTransportCreated(this);
        _sctp.Start(_now);
    }

    void IDtlsObserver.OnApplicationData(Span<byte> data)
    {
        if (!_sctpEnded)
        {
            _sctp?.HandlePacket(data, _now);
        }
    }

    void IDtlsObserver.OnClosed(DtlsCloseReason reason)
    {
        _dtlsEnded = true;
        _sctpEnded = true;
        _closing ??= CloseReasonMapping.FromDtls(reason);
    }

    void ISctpObserver.OnConnected() =>
        Channels.OnConnected(Math.Min(_sctp!.OutgoingStreams, _sctp.IncomingStreams));

    void ISctpObserver.OnMessage(ushort stream, uint ppid, byte[] rented, int length) => Channels.OnMessage(stream, ppid, rented, length);

    void ISctpObserver.OnStreamReset(ushort stream) => Channels.OnStreamReset(stream);

    void ISctpObserver.OnStreamResetDone(ushort stream, bool accepted) => Channels.OnStreamResetDone(stream, accepted);

    void ISctpObserver.OnBufferedAmountLow(ushort stream) => Channels.OnBufferedAmountLow(stream);

    void ISctpObserver.OnClosed(SctpCloseReason reason)
    {
        _sctpEnded = true;
        Channels.OnTransportEnded();
        _closing ??= CloseReasonMapping.FromSctp(reason);
    }

    private void HandleDtls(int socket, IPEndPoint remote, Span<byte> data, long now)
    {
        if (_dtls is null || !_validated.IsFrom(socket, remote))
        {
            // Once the handshake is done whoever is not validated sends nothing that is worth keeping: SCTP repairs what it was.
            if (_sctp is null && !_dtlsEnded)
            {
                _validated.Early.Keep(socket, remote, data, now);
            }
        }
        else if (!_dtlsEnded)
        {
            _dtls.HandleDatagram(data, now);
        }
    }

    private void StartDtls(long now)
    {
        if (_dtls is null || _dtlsEnded || Ice.SelectedPair is null)
        {
            return;
        }

        if (!_dtlsStarted)
        {
            _dtlsStarted = true;
            _dtls.Start(now);
        }

        while (!_dtlsEnded && _validated.TryTakeEarly(now, out var data))
        {
            _dtls.HandleDatagram(data, now);
        }

        if (_sctp is not null)
        {
            _validated.Early.Clear();
        }
    }

    private bool TryWrite(SendBatch batch, long now)
    {
        var length = Ice.WriteDatagram(batch.Free, now, out var socket, out var remote);
        if (length > 0)
        {
            Commit(batch, length, socket, remote);
            return true;
        }

        if (Ice.SelectedPair is not { } pair || _dtls is null)
        {
            return _closing is not null && EndLayers(now);
        }

        // The last flight of a handshake must leave before the first protected record.
        length = _dtls.WriteDatagram(batch.Free, now);
        if (length == 0)
        {
            length = WriteSctp(batch.Free);
        }

        if (length > 0)
        {
            Commit(batch, length, pair.Socket, pair.RemoteEndPoint);
            return true;
        }

        return _closing is not null && EndLayers(now);
    }

    private int WriteSctp(Span<byte> destination)
    {
        if (_sctp is null || _dtls is null || _dtlsEnded)
        {
            return 0;
        }

        var plaintext = destination.Slice(_dtls.PlaintextOffset, _options.MaxDatagramSize - _dtls.RecordOverhead);
        var length = _sctp.WritePacket(plaintext, _now);
        return length == 0 ? 0 : _dtls.Protect(destination, length);
    }

    /// <summary>Once nothing is left to send: SCTP has ended, so close_notify follows, and after that the end. True if more may be sent.</summary>
    private bool EndLayers(long now)
    {
        if (_sctp is not null && !_sctpEnded)
        {
            return false;
        }

        if (_dtls is not null && !_dtlsEnded)
        {
            _dtlsEnded = true;
            _dtls.Close(now);
            return true;
        }

        Finish();
        return false;
    }

    /// <summary>Is over, whatever state the layers are in; the peer is not told.</summary>
    public void EndAtOnce(PeerChannelCloseReason reason)
    {
        _closing ??= reason;
        _sctpEnded = true;
        _dtlsEnded = true;
        Finish();
    }

    private void Finish()
    {
        if (IsFinished)
        {
            return;
        }

        IsFinished = true;
        _validated.Early.Clear();
        var reason = _closing!;
        try
        {
            Ice.Close();
            Channels.CloseAll(reason);
        }
        finally
        {
            TellEnd(reason);
        }
    }

    private void TellEnd(PeerChannelCloseReason reason)
    {
        SetState(reason.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote ? PeerConnectionState.Closed : PeerConnectionState.Failed);
        _events.Add(new PeerEvent(PeerEventKind.Closed, Detail: reason));
    }

    private void Commit(SendBatch batch, int length, int socket, IPEndPoint remote)
    {
        Counters.Sent(length);
        batch.Commit(length, socket, remote);
    }

    private void UpdateState()
    {
        if (IceState == IceConnectionState.Failed)
        {
            OnPathFailed();
        }
        else
        {
            _failureDeadline = long.MaxValue;
        }

        if (_closing is not null)
        {
            return;
        }

        SetState(IceState switch
        {
            IceConnectionState.New => PeerConnectionState.New,
            IceConnectionState.Disconnected => PeerConnectionState.Disconnected,
            IceConnectionState.Failed => PeerConnectionState.Failed,
            IceConnectionState.Connected or IceConnectionState.Completed when _sctp is not null => PeerConnectionState.Connected,
            _ => PeerConnectionState.Connecting,
        });
    }

    /// <summary>The connection ends, unless an ICE restart may revive it for a while yet.</summary>
    private void OnPathFailed()
    {
        if (_failureDeadline == long.MaxValue)
        {
            _failureDeadline = _now + _options.IceRestartTimeout;
        }

        if (_now >= _failureDeadline)
        {
            _closing ??= CloseReasons.NoPath(Ice.Failure, LocalTrouble);
            _sctpEnded = true;
        }
    }

    private void SetState(PeerConnectionState state)
    {
        if (State != state)
        {
            State = state;
            _events.Add(new PeerEvent(PeerEventKind.ConnectionState, Value: (int)state));
        }
    }
}
