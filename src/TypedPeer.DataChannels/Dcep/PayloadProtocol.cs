namespace TypedPeer.DataChannels.Dcep;

/// <summary>The SCTP payload protocol identifiers of data channels (RFC 8831, section 8, and RFC 8832, section 8.1).</summary>
internal static class PayloadProtocol
{
    public const uint Dcep = 50;
    public const uint String = 51;
    public const uint Binary = 53;

    /// <summary>SCTP cannot carry an empty message: it goes as one byte that the receiver drops.</summary>
    public const uint StringEmpty = 56;

    /// <inheritdoc cref="StringEmpty"/>
    public const uint BinaryEmpty = 57;

    /// <summary>Gets how many bytes of a message are the application's: none of what the protocol itself says.</summary>
    public static int LengthOf(uint payloadProtocol, int length) => IsOfApplication(payloadProtocol) ? length : 0;

    /// <summary>Tells whether a message's bytes are the application's.</summary>
    public static bool IsOfApplication(uint payloadProtocol) => payloadProtocol is not (Dcep or StringEmpty or BinaryEmpty);
}
