namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>Chunk types (RFC 9260 section 3.2, RFC 3758, RFC 6525). The two high bits of an unknown one say what to do with it.</summary>
internal static class SctpChunkType
{
    public const byte Data = 0;
    public const byte Init = 1;
    public const byte InitAck = 2;
    public const byte Sack = 3;
    public const byte Heartbeat = 4;
    public const byte HeartbeatAck = 5;
    public const byte Abort = 6;
    public const byte Shutdown = 7;
    public const byte ShutdownAck = 8;
    public const byte Error = 9;
    public const byte CookieEcho = 10;
    public const byte CookieAck = 11;
    public const byte ShutdownComplete = 14;
    public const byte Reconfig = 130;
    public const byte ForwardTsn = 192;
}

/// <summary>Flags of DATA (RFC 9260 section 3.3.1) and of ABORT and SHUTDOWN COMPLETE.</summary>
internal static class SctpFlags
{
    public const byte End = 1;
    public const byte Begin = 2;
    public const byte Unordered = 4;
    public const byte Immediate = 8;

    /// <summary>The tag is the one the receiver of this packet uses itself, since the sender has no association.</summary>
    public const byte ReflectedTag = 1;
}

/// <summary>Parameter types (RFC 9260 section 3.2.1, RFC 3758, RFC 5061, RFC 6525, RFC 9653).</summary>
internal static class SctpParameterType
{
    public const ushort HeartbeatInfo = 1;
    public const ushort Ipv4Address = 5;
    public const ushort Ipv6Address = 6;
    public const ushort StateCookie = 7;
    public const ushort UnrecognizedParameter = 8;
    public const ushort CookiePreservative = 9;
    public const ushort HostName = 11;
    public const ushort SupportedAddressTypes = 12;
    public const ushort OutgoingReset = 13;
    public const ushort IncomingReset = 14;
    public const ushort AssociationReset = 15;
    public const ushort ReconfigResponse = 16;
    public const ushort AddOutgoingStreams = 17;
    public const ushort AddIncomingStreams = 18;
    public const ushort ZeroChecksumAcceptable = 0x8001;
    public const ushort SupportedExtensions = 0x8008;
    public const ushort ForwardTsnSupported = 0xC000;
}

/// <summary>Error causes of ERROR and ABORT (RFC 9260 section 3.3.10).</summary>
internal static class SctpCause
{
    public const ushort InvalidStream = 1;
    public const ushort StaleCookie = 3;
    public const ushort UnrecognizedChunk = 6;
    public const ushort InvalidMandatoryParameter = 7;
    public const ushort UnrecognizedParameters = 8;
    public const ushort NoUserData = 9;
    public const ushort UserInitiatedAbort = 12;
    public const ushort ProtocolViolation = 13;
}
