using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Flights;
using TypedPeer.DataChannels.Dtls.Handshake;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Dtls.Connection;

/// <summary>
/// A DTLS 1.2 connection (RFC 6347) in the one profile of this library: ECDHE on P-256, ECDSA, AES-128-GCM, extended master
/// secret, certificates on both sides, pinned by the fingerprints of the SDP. Datagrams and times (microseconds of a
/// monotonic clock) go in, datagrams, events and the next deadline come out; it owns no socket and no timer.
/// </summary>
/// <remarks>
/// Not thread-safe. After every call drain <see cref="WriteDatagram"/> and look at <see cref="NextDeadline"/>. Bytes from the
/// network never make it throw.
/// </remarks>
internal sealed class DtlsConnection : IDtlsConnection
{
    /// <summary>Where the plaintext lies in the buffer given to <see cref="Protect"/>.</summary>
    public const int PlaintextOffset = RecordLayer.ProtectedPayloadOffset;

    /// <summary>What <see cref="Protect"/> adds to a plaintext.</summary>
    public const int RecordOverhead = RecordLayer.ProtectedOverhead;

    private const byte WarningLevel = 1;
    private const byte FatalLevel = 2;
    private const int AlertLength = 2;

    private readonly DtlsOptions _options;
    private readonly IDtlsObserver _observer;
    private readonly RecordLayer _records = new();
    private readonly EarlyRecords _early = new();
    private readonly OutgoingFlight _flight = new();
    private readonly PeerPolicy _policy = new();
    private readonly RetransmissionTimer _timer;
    private readonly HandshakeReassembler _reassembler;
    private readonly HandshakeContext _context;
    private readonly HandshakeMachine _machine;

    private DtlsAlert? _pendingAlert;
    private long _handshakeDeadline = long.MaxValue;

    /// <summary>Makes a connection that waits (server) or waits for <see cref="Start"/> (client).</summary>
    /// <param name="role">Which side this is.</param>
    /// <param name="certificate">Who we are; not disposed of here.</param>
    /// <param name="options">The limits.</param>
    /// <param name="observer">Who is told.</param>
    /// <param name="keyExchange">
    /// A key share made ahead, while nobody waits for it: making one takes a tenth of a millisecond of the handshake. The connection uses it
    /// once and disposes of it; null has it made when it is needed.
    /// </param>
    public DtlsConnection(DtlsRole role, DtlsCertificate certificate, DtlsOptions options, IDtlsObserver observer, EcdheKeyExchange? keyExchange = null)
    {
        Role = role;
        _options = options;
        _observer = observer;
        _timer = new RetransmissionTimer(options);
        _reassembler = new HandshakeReassembler(options.MaxHandshakeMessageLength, options.MaxReassemblyBytes);
        _context = new HandshakeContext(role, certificate, options, keyExchange, _records, _flight, _policy);
        _machine = role == DtlsRole.Client ? new ClientHandshake(_context) : new ServerHandshake(_context);
    }

    /// <inheritdoc/>
    public DtlsRole Role { get; }

    /// <inheritdoc/>
    public DtlsState State { get; private set; }

    /// <inheritdoc/>
    public DtlsFingerprint? RemoteFingerprint { get; private set; }

    /// <inheritdoc/>
    public ushort Version => RecordHeader.Dtls12;

    /// <inheritdoc/>
    public string CipherSuite => Profile.CipherSuiteName;

    /// <inheritdoc/>
    public long NextDeadline => State == DtlsState.Connecting ? Math.Min(_timer.Deadline, _handshakeDeadline) : long.MaxValue;

    int IDtlsConnection.PlaintextOffset => PlaintextOffset;

    int IDtlsConnection.RecordOverhead => RecordOverhead;

    /// <summary>Gets what the handshake waits for.</summary>
    internal HandshakePhase Phase => _machine.Phase;

    /// <summary>Gets how many bytes unauthenticated senders make this connection hold.</summary>
    internal int HeldBytes => _reassembler.HeldBytes + _early.Bytes;

    /// <summary>Gets how many steps of loops a peer has asked for before it was authenticated; tests bound them by the bytes received.</summary>
    internal long Steps => _reassembler.Steps;

    /// <summary>Gets how many forged records cost an exception.</summary>
    internal long ForgeryExceptions => _records.ForgeryExceptions;

    private bool IsOver => State is DtlsState.Closed or DtlsState.Failed;

    /// <inheritdoc/>
    public void SetExpectedFingerprints(IReadOnlyList<DtlsFingerprint> fingerprints, long now)
    {
        _policy.SetFingerprints(fingerprints);
        PolicyChanged(now);
    }

    /// <inheritdoc/>
    public void AcceptAnyCertificate(long now)
    {
        _policy.AcceptAny();
        PolicyChanged(now);
    }

    /// <inheritdoc/>
    public void SetExpectedTlsId(string? tlsId, long now)
    {
        _policy.ExpectedTlsId = tlsId;
        PolicyChanged(now);
    }

    /// <inheritdoc/>
    public void Start(long now)
    {
        if (State == DtlsState.New && _machine is ClientHandshake client)
        {
            client.Start();
            BeginHandshake(now);
        }
    }

    /// <inheritdoc/>
    public void HandleDatagram(Span<byte> datagram, long now)
    {
        while (!IsOver && RecordHeader.TryParse(datagram, out var header))
        {
            var length = RecordHeader.Size + header.Length;
            HandleRecord(header, datagram[..length], now);
            datagram = datagram[length..];
        }
    }

    /// <inheritdoc/>
    public int WriteDatagram(Span<byte> destination, long now)
    {
        var limit = _flight.Transmissions >= _options.TransmissionsBeforeReducedLength ? _options.ReducedDatagramLength : _options.MaxDatagramLength;
        var datagram = destination[..Math.Min(destination.Length, limit)];
        if (_flight.HasPending)
        {
            var written = _flight.Write(datagram, _records);
            if (!_flight.HasPending)
            {
                _timer.FlightWritten(now, _flight.ExpectsAnswer && State == DtlsState.Connecting);
                ResumeHandshakeClock(now);
            }

            return written;
        }

        return WriteAlert(datagram);
    }

    /// <inheritdoc/>
    public int Protect(Span<byte> record, int plaintextLength)
    {
        if (State != DtlsState.Connected)
        {
            return 0;
        }

        if (!_records.CanProtectData)
        {
            End(DtlsState.Failed, DtlsAlert.CloseNotify, new(DtlsCloseKind.SequenceExhausted, DtlsAlert.CloseNotify, "The record numbers of this key are used up."));
            return 0;
        }

        return _records.Seal(record, ContentType.ApplicationData, epoch: 1, plaintextLength);
    }

    /// <inheritdoc/>
    public void HandleDeadline(long now)
    {
        if (State != DtlsState.Connecting)
        {
            return;
        }

        if (now >= _handshakeDeadline)
        {
            Fail(DtlsCloseKind.Timeout, DtlsAlert.HandshakeFailure, "The handshake did not end in time.");
        }
        else if (now >= _timer.Deadline)
        {
            _timer.Expired();
            _flight.Rewind();
        }
    }

    /// <inheritdoc/>
    public void Close(long now)
    {
        if (!IsOver)
        {
            var wasSilent = State == DtlsState.New;
            End(DtlsState.Closed, wasSilent ? null : DtlsAlert.CloseNotify, new(DtlsCloseKind.LocalClose, null, "Closed by this side."));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _machine.Dispose();
        _records.Dispose();
    }

    private void PolicyChanged(long now)
    {
        if (IsOver)
        {
            return;
        }

        try
        {
            _machine.PolicyChanged();
            Advanced(now);
        }
        catch (HandshakeException error)
        {
            Fail(error.Kind, error.Alert, error.Message);
        }
    }

    private void BeginHandshake(long now)
    {
        State = DtlsState.Connecting;
        _handshakeDeadline = now + _options.HandshakeTimeout;
    }

    /// <summary>The clock stands still while the SDP is awaited, which may be a person pasting it.</summary>
    private void ResumeHandshakeClock(long now)
    {
        if (State == DtlsState.Connecting && _handshakeDeadline == long.MaxValue)
        {
            _handshakeDeadline = now + _options.HandshakeTimeout;
        }
    }

    private void HandleRecord(in RecordHeader header, Span<byte> record, long now)
    {
        switch (header.Epoch)
        {
            case 0 when header.Version is RecordHeader.Dtls12 or RecordHeader.Dtls10 && _records.ReadEpoch == 0:
                HandlePlainRecord(header.Type, record[RecordHeader.Size..], now);
                break;
            case 1 when header.Version == RecordHeader.Dtls12 && State is DtlsState.Connecting or DtlsState.Connected:
                HandleProtectedRecord(header, record, now);
                break;
        }
    }

    private void HandlePlainRecord(ContentType type, ReadOnlySpan<byte> payload, long now)
    {
        switch (type)
        {
            case ContentType.Handshake:
                HandleHandshake(payload, epoch: 0, now);
                break;
            case ContentType.ChangeCipherSpec when payload is [1] && _machine.TryHandleChangeCipherSpec():
                // What may still lie here came in the clear, ahead of its number: nobody vouches for it.
                _reassembler.Clear();
                ReplayEarlyRecords(now);
                break;
            case ContentType.Alert when State != DtlsState.New:
                HandleAlert(payload);
                break;
        }
    }

    private void HandleProtectedRecord(in RecordHeader header, Span<byte> record, long now)
    {
        if (_records.ReadEpoch == 0 || (header.Type == ContentType.ApplicationData && State != DtlsState.Connected))
        {
            _early.Keep(record);
            return;
        }

        if (!_records.TryOpen(header, record, out var payload))
        {
            if (_records.ForgedRecords > _options.MaxForgedRecords)
            {
                Fail(DtlsCloseKind.TooManyForgedRecords, DtlsAlert.BadRecordMac, "Too many records failed authentication.");
            }

            return;
        }

        switch (header.Type)
        {
            case ContentType.ApplicationData:
                // Whoever sends data has our last flight.
                _flight.Clear();
                if (!payload.IsEmpty)
                {
                    _observer.OnApplicationData(payload, now);
                }

                break;
            case ContentType.Handshake:
                HandleHandshake(payload, epoch: 1, now);
                break;
            case ContentType.Alert:
                HandleAlert(payload);
                break;
        }
    }

    private void ReplayEarlyRecords(long now)
    {
        foreach (var record in _early.TakeAll())
        {
            if (!IsOver && RecordHeader.TryParse(record, out var header))
            {
                HandleRecord(header, record, now);
            }
        }
    }

    private void HandleHandshake(ReadOnlySpan<byte> payload, int epoch, long now)
    {
        while (!IsOver && HandshakeHeader.TryParse(payload, out var header))
        {
            var fragment = payload.Slice(HandshakeHeader.Size, header.FragmentLength);
            payload = payload[(HandshakeHeader.Size + header.FragmentLength)..];
            if (header.Type != HandshakeType.HelloRequest && HandshakeRules.EpochOf(header.Type) == epoch)
            {
                HandleFragment(header, fragment, now);
            }
        }
    }

    private void HandleFragment(in HandshakeHeader header, ReadOnlySpan<byte> fragment, long now)
    {
        if (Phase is HandshakePhase.NotStarted || (Phase is HandshakePhase.Done && header.MessageSequence >= _reassembler.NextSequence))
        {
            return;
        }

        if (Phase == HandshakePhase.WaitClientHello && header.Length < ClientHello.ShortestLength)
        {
            return;
        }

        var result = _reassembler.Add(header, fragment);
        if (result == FragmentResult.Dropped && Phase == HandshakePhase.WaitClientHello && header is { Type: HandshakeType.ClientHello, MessageSequence: 0 })
        {
            // Nothing was agreed yet: a half hello that no longer fits must not keep a real one out.
            _reassembler.Restart();
            result = _reassembler.Add(header, fragment);
        }

        if (result == FragmentResult.Old)
        {
            RepeatFlight(now);
        }
        else if (result == FragmentResult.Taken)
        {
            HandleMessages(now);
        }
    }

    /// <summary>The peer repeats its flight, so it lacks ours.</summary>
    private void RepeatFlight(long now)
    {
        if (!_flight.IsEmpty && !_flight.HasPending && _timer.TryTrigger(now))
        {
            _flight.Rewind();
        }
    }

    private void HandleMessages(long now)
    {
        while (!IsOver && Phase != HandshakePhase.Done && _reassembler.TryTake(out var whole))
        {
            var message = new HandshakeMessage(whole);
            if (State == DtlsState.New && !_machine.IsPossibleHello(message))
            {
                _reassembler.Restart();
                return;
            }

            try
            {
                _machine.Handle(message);
                Advanced(now);
            }
            catch (HandshakeException error)
            {
                Fail(error.Kind, error.Alert, error.Message);
            }
        }
    }

    /// <summary>Follows the handshake machine: clocks for a new flight, the wait for the SDP, the end.</summary>
    private void Advanced(long now)
    {
        if (State == DtlsState.New && Phase is not (HandshakePhase.NotStarted or HandshakePhase.WaitClientHello))
        {
            BeginHandshake(now);
        }

        if (State != DtlsState.Connecting)
        {
            return;
        }

        if (_flight is { HasPending: true, Transmissions: 0 })
        {
            // What lies ahead was made up: a peer answers our flight only after it has seen it.
            _timer.Reset();
            _reassembler.Clear();
        }

        if (Phase == HandshakePhase.WaitFingerprint)
        {
            // Our flight was answered in full, and the next one has to wait.
            _flight.Clear();
            _timer.Stop();
            _handshakeDeadline = long.MaxValue;
        }
        else if (Phase == HandshakePhase.Done)
        {
            Complete(now);
        }
    }

    private void Complete(long now)
    {
        if (Role == DtlsRole.Client)
        {
            _flight.Clear();
        }

        State = DtlsState.Connected;
        RemoteFingerprint = DtlsFingerprint.Compute(_context.RemoteCertificate!.Der);
        _timer.Stop();
        _context.ReleaseSecrets();
        _reassembler.End();
        _observer.OnConnected(now);
        ReplayEarlyRecords(now);
    }

    private void HandleAlert(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != AlertLength)
        {
            return;
        }

        var alert = (DtlsAlert)payload[1];
        if (alert == DtlsAlert.CloseNotify)
        {
            End(DtlsState.Closed, DtlsAlert.CloseNotify, new(DtlsCloseKind.RemoteClose, alert, "Closed by the peer."));
        }
        else if (payload[0] == FatalLevel)
        {
            End(DtlsState.Failed, null, new(DtlsCloseKind.RemoteAlert, alert, $"The peer ended the connection with alert {payload[1]}."));
        }
    }

    private void Fail(DtlsCloseKind kind, DtlsAlert alert, string message) => End(DtlsState.Failed, alert, new(kind, alert, message));

    private void End(DtlsState state, DtlsAlert? alert, DtlsCloseReason reason)
    {
        State = state;
        _pendingAlert = alert;
        _flight.Clear();
        _timer.Stop();
        _reassembler.End();
        _early.TakeAll();
        _machine.Dispose();
        if (alert is null)
        {
            _records.Dispose();
        }

        _observer.OnClosed(reason);
    }

    private int WriteAlert(Span<byte> datagram)
    {
        var epoch = _records.WriteEpoch;
        if (_pendingAlert is not { } alert || datagram.Length < RecordLayer.Overhead(epoch) + AlertLength)
        {
            return 0;
        }

        _pendingAlert = null;
        var payload = datagram[RecordLayer.PayloadOffset(epoch)..];
        payload[0] = alert is DtlsAlert.CloseNotify ? WarningLevel : FatalLevel;
        payload[1] = (byte)alert;
        var written = _records.Seal(datagram, ContentType.Alert, epoch, AlertLength);
        _records.Dispose();
        return written;
    }
}
