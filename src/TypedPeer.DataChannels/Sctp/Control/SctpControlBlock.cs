using System.Buffers.Binary;
using System.Text;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Sctp.Control;

/// <summary>What the parts of one association share (the transmission control block of RFC 9260 section 14).</summary>
internal sealed class SctpControlBlock
{
    private const int MaxReasonLength = 256;

    public SctpControlBlock(SctpOptions options, ISctpObserver observer, IRandomSource random)
    {
        Options = options;
        Observer = observer;
        Random = random;
        RoundTrip = new SctpRoundTripTime(options);
        var described = SctpInitText.Read(options.LocalInit);
        LocalTag = described?.Tag ?? SctpNumbers.NewTag(random);
        LocalInitialTsn = described?.InitialTsn ?? SctpNumbers.New(random);
        OutgoingStreams = options.OutgoingStreams;
        IncomingStreams = options.IncomingStreams;
    }

    public SctpOptions Options { get; }

    public ISctpObserver Observer { get; }

    public IRandomSource Random { get; }

    public SctpTimers Timers { get; } = new();

    public SctpRoundTripTime RoundTrip { get; }

    /// <summary>Gets whole packets that leave before anything else: those whose tag is not the association's.</summary>
    public SctpControlQueue Packets { get; } = new(8);

    /// <summary>Gets control chunks that leave with the next packet.</summary>
    public SctpControlQueue Chunks { get; } = new(16);

    public SctpState State { get; set; }

    /// <summary>Gets the tag every packet to us must carry.</summary>
    public uint LocalTag { get; }

    public uint LocalInitialTsn { get; }

    /// <summary>Gets or sets the tag every packet of ours must carry.</summary>
    public uint PeerTag { get; set; }

    public bool PeerSupportsForwardTsn { get; set; }

    public bool PeerSupportsReconfig { get; set; }

    /// <summary>Gets or sets whether the peer takes packets without a checksum (RFC 9653).</summary>
    public bool PeerAcceptsZeroChecksum { get; set; }

    /// <summary>Gets or sets how many streams we may send on.</summary>
    public ushort OutgoingStreams { get; set; }

    /// <summary>Gets or sets how many streams the peer may send on.</summary>
    public ushort IncomingStreams { get; set; }

    /// <summary>Gets whether the association is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Gets how many timeouts followed one another (RFC 9260 section 8.1).</summary>
    public int ErrorCount { get; private set; }

    /// <summary>Gets or sets how many steps of loops whose length the peer chooses were made.</summary>
    public long Steps { get; set; }

    /// <summary>Gets whether user data may leave.</summary>
    public bool MaySendData => State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived;

    /// <summary>Gets whether user data may come.</summary>
    public bool MayReceiveData => State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownSent;

    /// <summary>The peer gave a sign of life.</summary>
    public void ResetErrors() => ErrorCount = 0;

    /// <summary>Counts a timeout; after too many the association ends.</summary>
    public void CountError(int limit)
    {
        if (++ErrorCount > limit)
        {
            Abort(SctpCause.UserInitiatedAbort, new SctpCloseReason(SctpCloseKind.Timeout, "The peer does not answer."));
        }
    }

    /// <summary>Tells the peer that it broke the rules, and ends.</summary>
    public void Violate(ushort cause, string message) => Abort(cause, new SctpCloseReason(SctpCloseKind.ProtocolViolation, message));

    /// <summary>Sends ABORT with the reason in it, and ends.</summary>
    public void Abort(ushort cause, SctpCloseReason reason)
    {
        if (PeerTag != 0)
        {
            Span<byte> text = stackalloc byte[MaxReasonLength];
            Encoding.UTF8.TryGetBytes(reason.Message.AsSpan(0, Math.Min(reason.Message.Length, MaxReasonLength / 3)), text, out var length);
            SendAbort(PeerTag, 0, cause, text[..length]);
            reason = reason with { Cause = cause };
        }

        Close(reason);
    }

    /// <summary>Queues a packet with nothing but ABORT in it.</summary>
    public void SendAbort(uint tag, byte flags, ushort cause, ReadOnlySpan<byte> information)
    {
        Span<byte> packet = stackalloc byte[SctpPacketWriter.HeaderSize + 8 + MaxReasonLength];
        var writer = new SctpPacketWriter(packet);
        var value = writer.AddChunk(SctpChunkType.Abort, flags, 4 + information.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)cause << 16) | (uint)value.Length);
        information.CopyTo(value[4..]);
        SendPacket(in writer, tag);
    }

    /// <summary>Queues a packet that carries another tag than the association's.</summary>
    public void SendPacket(ref readonly SctpPacketWriter writer, uint tag)
    {
        writer.Finish(Options.LocalPort, Options.RemotePort, tag);
        Packets.Enqueue(writer.Packet);
    }

    /// <summary>Queues an ERROR chunk with one cause (RFC 9260 section 3.3.10).</summary>
    public void SendError(ushort cause, ReadOnlySpan<byte> information)
    {
        information = information[..Math.Min(information.Length, MaxReasonLength)];
        Span<byte> chunk = stackalloc byte[8 + MaxReasonLength];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, ((uint)SctpChunkType.Error << 24) | (uint)(8 + information.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], ((uint)cause << 16) | (uint)(4 + information.Length));
        information.CopyTo(chunk[8..]);
        Chunks.Enqueue(chunk[..(8 + information.Length)]);
    }

    /// <summary>Ends the association, once.</summary>
    public void Close(SctpCloseReason reason)
    {
        if (!IsOver)
        {
            Forget();
            Observer.OnClosed(reason);
        }
    }

    /// <summary>Ends the association without a word to anyone.</summary>
    public void Forget()
    {
        IsOver = true;
        State = SctpState.Closed;
        Timers.StopAll();
        Chunks.Clear();
    }
}
