namespace TypedPeer.Signaling;

/// <summary>What a <see cref="PeerData"/> is, in JavaScript's words.</summary>
public enum PeerDataKind
{
    /// <summary><c>null</c>, and <c>undefined</c>, which travels as that.</summary>
    Null,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>Bytes: an <c>ArrayBuffer</c> in a page.</summary>
    Bytes,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object: members by name, in the order in which they came.</summary>
    Object,
}
