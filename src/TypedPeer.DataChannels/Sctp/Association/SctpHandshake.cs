using System.Buffers.Binary;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Sctp.Control;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Association;

/// <summary>Told by the handshake what it learned.</summary>
internal interface ISctpHandshakeOwner
{
    /// <summary>The peer's numbers are known; data of its may come from now on.</summary>
    void OnPeerKnown(in SctpInit peer);

    /// <summary>Both sides are ready.</summary>
    void OnEstablished(long now);

    /// <summary>COOKIE ECHO has to be repeated, and with it what it carried.</summary>
    void OnCookieEchoLost(long now);

    /// <summary>The association is ending and the peer asks for a new one.</summary>
    void OnInitWhileEnding(long now);
}

/// <summary>
/// The four-way handshake (RFC 9260 section 5): both sides of a data channel start it, so collisions are the normal case. INIT
/// is answered without remembering anything: the state travels in the cookie.
/// </summary>
internal sealed class SctpHandshake
{
    /// <summary>How much is said about parameters we do not know: enough for a log, and INIT ACK stays below the smallest MTU.</summary>
    private const int MaxUnrecognized = 128;

    /// <summary>A peer that needs longer than a cookie lives may say so a few times; one that never stops keeps the handshake going for ever.</summary>
    private const int MaxStaleCookies = 3;

    private readonly SctpControlBlock _block;
    private readonly ISctpHandshakeOwner _owner;
    private readonly SctpInit? _described;
    private readonly byte[] _cookieKey = new byte[SctpStateCookie.KeySize];
    private byte[] _cookie = [];
    private bool _isDue;
    private bool _isCookieAckDue;
    private long _timeout;
    private long _sentAt;
    private int _tries;
    private int _staleCookies;

    public SctpHandshake(SctpControlBlock block, ISctpHandshakeOwner owner)
    {
        _block = block;
        _owner = owner;
        _described = SctpInitText.Read(block.Options.RemoteInit);
        block.Random.Fill(_cookieKey);
    }

    /// <summary>Gets whether INIT, which is alone in its packet, is due.</summary>
    public bool IsInitDue => _isDue && _block.State == SctpState.CookieWait;

    public bool IsCookieEchoDue => _isDue && _block.State == SctpState.CookieEchoed;

    public void Start(long now)
    {
        if (_described is { } peer)
        {
            Adopt(peer);
            Establish(now);
            return;
        }

        _block.State = SctpState.CookieWait;
        Begin(now);
    }

    public void WriteInit(ref SctpPacketWriter writer, long now)
    {
        _sentAt = now;
        var value = writer.AddChunk(SctpChunkType.Init, 0, SctpInit.GetLength(0, 0));
        Describe(_block.LocalTag, _block.LocalInitialTsn).Write(value, [], []);
        _isDue = false;
    }

    public void WriteCookieEcho(ref SctpPacketWriter writer, long now)
    {
        _sentAt = now;
        _cookie.CopyTo(writer.AddChunk(SctpChunkType.CookieEcho, 0, _cookie.Length));
        _isDue = false;
    }

    public bool TryWriteCookieAck(ref SctpPacketWriter writer)
    {
        if (!_isCookieAckDue)
        {
            return false;
        }

        writer.AddChunk(SctpChunkType.CookieAck, 0, 0);
        _isCookieAckDue = false;
        return true;
    }

    /// <summary>Answers INIT with INIT ACK, without keeping anything (RFC 9260 sections 5.1, 5.2.1 and 5.2.2).</summary>
    public void HandleInit(ReadOnlySpan<byte> value, long now)
    {
        Span<byte> unrecognized = stackalloc byte[MaxUnrecognized];
        if (_block.IsOver || _block.Packets.IsFull || !SctpInit.TryRead(value, unrecognized, out var peer, out _, out var reported))
        {
            return;
        }

        if (!peer.IsUsable)
        {
            _block.SendAbort(peer.Tag, 0, SctpCause.InvalidMandatoryParameter, []);
            return;
        }

        if (_block.State == SctpState.ShutdownAckSent)
        {
            _owner.OnInitWhileEnding(now);
            return;
        }

        // Before the association exists both sides keep their tag; afterwards a new one tells a restart from a stray packet.
        var isNew = _block.State is SctpState.Closed or SctpState.CookieWait or SctpState.CookieEchoed || IsDescribed(peer);
        var tag = isNew ? _block.LocalTag : SctpNumbers.NewTag(_block.Random);
        var tsn = isNew ? _block.LocalInitialTsn : SctpNumbers.New(_block.Random);
        Span<byte> cookie = stackalloc byte[SctpStateCookie.Size];
        new SctpStateCookie
        {
            CreatedAt = now,
            LocalTag = tag,
            LocalInitialTsn = tsn,
            TieLocalTag = _block.State is SctpState.Closed or SctpState.CookieWait ? 0 : _block.LocalTag,
            TiePeerTag = _block.State is SctpState.Closed or SctpState.CookieWait ? 0 : _block.PeerTag,
            Peer = peer,
        }.Write(cookie, _cookieKey);

        Span<byte> packet = stackalloc byte[SctpOptions.SmallestMtu];
        var writer = new SctpPacketWriter(packet);
        var answer = writer.AddChunk(SctpChunkType.InitAck, 0, SctpInit.GetLength(cookie.Length, reported));
        Describe(tag, tsn).Write(answer, cookie, unrecognized[..reported]);
        _block.SendPacket(in writer, peer.Tag);
    }

    public void HandleInitAck(ReadOnlySpan<byte> value, long now)
    {
        Span<byte> unrecognized = stackalloc byte[MaxUnrecognized];
        if (_block.State != SctpState.CookieWait
            || !SctpInit.TryRead(value, unrecognized, out var peer, out var cookie, out var reported))
        {
            return;
        }

        if (!peer.IsUsable || cookie.IsEmpty
            || SctpPacketWriter.HeaderSize + SctpChunk.HeaderSize + cookie.Length > _block.Options.Mtu)
        {
            _block.PeerTag = peer.Tag;
            _block.Violate(SctpCause.InvalidMandatoryParameter, "The peer's INIT ACK is not usable.");
            return;
        }

        Measure(now);
        Adopt(peer);
        _cookie = cookie.ToArray();
        if (reported > 0)
        {
            ReportUnrecognized(unrecognized[..reported]);
        }

        _block.State = SctpState.CookieEchoed;
        Begin(now);
    }

    /// <summary>Takes back what an INIT ACK of ours gave out (RFC 9260 sections 5.1.5 and 5.2.4).</summary>
    /// <returns>Whether the rest of the packet is worth reading.</returns>
    public bool HandleCookieEcho(ReadOnlySpan<byte> value, uint verificationTag, long now)
    {
        if (_block.IsOver || !SctpStateCookie.TryRead(value, _cookieKey, out var cookie) || cookie.LocalTag != verificationTag)
        {
            return false;
        }

        var isOurs = cookie.LocalTag == _block.LocalTag;
        var isPeers = cookie.Peer.Tag == _block.PeerTag;
        var age = now - cookie.CreatedAt;
        if (age > _block.Options.CookieLifetime && !(isOurs && isPeers))
        {
            SendStaleCookie(cookie.Peer.Tag, age - _block.Options.CookieLifetime);
            return false;
        }

        if (!isOurs)
        {
            var isRestart = !isPeers && cookie.TieLocalTag == _block.LocalTag && cookie.TiePeerTag == _block.PeerTag;
            if (isRestart && _block.State != SctpState.Closed)
            {
                Restart(cookie);
            }

            return false;
        }

        if (_block.State is SctpState.Closed or SctpState.CookieWait or SctpState.CookieEchoed)
        {
            Adopt(cookie.Peer);
            Establish(now);
        }
        else if (!isPeers)
        {
            return false;
        }

        _isCookieAckDue = true;
        return true;
    }

    public void HandleCookieAck(long now)
    {
        if (_block.State == SctpState.CookieEchoed)
        {
            Measure(now);
            Establish(now);
        }
    }

    /// <summary>The peer took our cookie for too old: ask for a new one (RFC 9260 section 5.2.6).</summary>
    public void HandleStaleCookie(long now)
    {
        if (_block.State != SctpState.CookieEchoed)
        {
            return;
        }

        _block.State = SctpState.CookieWait;
        _isDue = true;
        _block.Timers.Start(SctpTimer.Handshake, now + _timeout);
        if (++_staleCookies > MaxStaleCookies)
        {
            GiveUp();
        }
    }

    /// <summary>T1 expired.</summary>
    public void HandleTimeout(long now)
    {
        if (_block.State is not (SctpState.CookieWait or SctpState.CookieEchoed))
        {
            return;
        }

        CountTry();
        if (_block.IsOver)
        {
            return;
        }

        _isDue = true;
        _timeout = Math.Min(_timeout * 2, _block.Options.MaxRto);
        _block.Timers.Start(SctpTimer.Handshake, now + _timeout);
        if (_block.State == SctpState.CookieEchoed)
        {
            _owner.OnCookieEchoLost(now);
        }
    }

    /// <summary>Forgets the key; no cookie of ours is worth anything any more.</summary>
    public void Clear() => CryptographicOperations.ZeroMemory(_cookieKey);

    private void Begin(long now)
    {
        _tries = 0;
        _isDue = true;
        _timeout = _block.Options.InitialRto;
        _block.Timers.Start(SctpTimer.Handshake, now + _timeout);
    }

    /// <summary>An answer to the first try is a first measurement of the path, so that the first loss need not wait for a guessed timeout.</summary>
    private void Measure(long now)
    {
        if (_tries == 0)
        {
            _block.RoundTrip.AddSample(now - _sentAt, now);
        }
    }

    private void CountTry()
    {
        if (++_tries > _block.Options.MaxInitRetransmits)
        {
            GiveUp();
        }
    }

    private void GiveUp() => _block.Close(new SctpCloseReason(SctpCloseKind.Timeout, "The peer does not answer the handshake."));

    private SctpInit Describe(uint tag, uint tsn) => new()
    {
        Tag = tag,
        ReceiveWindow = (uint)_block.Options.ReceiveWindow,
        OutgoingStreams = _block.Options.OutgoingStreams,
        IncomingStreams = _block.Options.IncomingStreams,
        InitialTsn = tsn,
    };

    /// <summary>The peer does not know that its description was enough to make the association: ours may have lost its part on the way.</summary>
    private bool IsDescribed(in SctpInit peer) => _described is { } described && described.Tag == peer.Tag && described.InitialTsn == peer.InitialTsn;

    private void Adopt(in SctpInit peer)
    {
        _block.PeerTag = peer.Tag;
        _block.PeerSupportsForwardTsn = peer.SupportsForwardTsn;
        _block.PeerSupportsReconfig = peer.SupportsReconfig;
        _block.PeerAcceptsZeroChecksum = peer.AcceptsZeroChecksum;
        _block.OutgoingStreams = Math.Min(_block.Options.OutgoingStreams, peer.IncomingStreams);
        _block.IncomingStreams = Math.Min(_block.Options.IncomingStreams, peer.OutgoingStreams);
        _owner.OnPeerKnown(peer);
    }

    private void Establish(long now)
    {
        _isDue = false;
        _cookie = [];
        _block.Timers.Stop(SctpTimer.Handshake);
        _block.State = SctpState.Established;
        _block.ResetErrors();
        _owner.OnEstablished(now);
    }

    /// <summary>
    /// The peer lost all state and begins anew (RFC 9260 section 5.2.4, action A). What its channels were is gone with it, so
    /// there is nothing to continue: the old association ends, and the peer is told.
    /// </summary>
    private void Restart(in SctpStateCookie cookie)
    {
        _block.PeerTag = cookie.Peer.Tag;
        _block.Abort(SctpCause.UserInitiatedAbort, new SctpCloseReason(SctpCloseKind.PeerRestarted, "The peer began a new association."));
    }

    private void SendStaleCookie(uint peerTag, long staleness)
    {
        Span<byte> packet = stackalloc byte[SctpPacketWriter.HeaderSize + 12];
        var writer = new SctpPacketWriter(packet);
        var value = writer.AddChunk(SctpChunkType.Error, 0, 8);
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpCause.StaleCookie << 16) | 8);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)Math.Min(staleness, uint.MaxValue));
        _block.SendPacket(in writer, peerTag);
    }

    /// <summary>Tells, together with COOKIE ECHO, which parameters of INIT ACK were not understood (RFC 9260 section 3.2.2).</summary>
    private void ReportUnrecognized(ReadOnlySpan<byte> reports)
    {
        Span<byte> parameters = stackalloc byte[MaxUnrecognized];
        var length = 0;
        var reader = new SctpParameterReader(reports);
        while (reader.TryRead())
        {
            reader.Value.CopyTo(parameters[length..]);
            length = (length + reader.Value.Length + 3) & ~3;
        }

        _block.SendError(SctpCause.UnrecognizedParameters, parameters[..length]);
    }
}
