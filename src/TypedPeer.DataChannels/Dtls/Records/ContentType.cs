namespace TypedPeer.DataChannels.Dtls.Records;

/// <summary>What a record carries (RFC 5246 section 6.2.1).</summary>
internal enum ContentType : byte
{
    /// <summary>The one-byte message after which the sender's records are protected.</summary>
    ChangeCipherSpec = 20,

    /// <summary>An alert.</summary>
    Alert = 21,

    /// <summary>Fragments of handshake messages.</summary>
    Handshake = 22,

    /// <summary>What the layer above sends.</summary>
    ApplicationData = 23,
}
