namespace TypedPeer.Signaling;

/// <summary>How a <see cref="PeerDataConnection"/> writes values: PeerJS's <c>serialization</c>, for both sides.</summary>
public enum PeerDataSerialization
{
    /// <summary>
    /// PeerJS's own form (BinaryPack), its default: every kind of value, and messages of any size, which are cut. Called <c>binary</c>; PeerJS's
    /// <c>binary-utf8</c> is the same.
    /// </summary>
    Binary = 0,

    /// <summary>JSON, as UTF-8 in binary messages: no bytes, and at most <see cref="PeerDataConnection.MaxJsonLength"/>.</summary>
    Json = 1,

    /// <summary>Bytes and strings as they are, a message each, and never cut: as large as one message may be.</summary>
    Raw = 2,
}
