namespace TypedPeer.CompilerServices;

/// <summary>What the answer to a call of a method looks like.</summary>
public enum PeerMethodKind : byte
{
    /// <summary>One answer: a result, or nothing, or an error.</summary>
    Unary,

    /// <summary>No answer at all.</summary>
    OneWay,

    /// <summary>A stream of items, then its end or an error.</summary>
    Streaming,
}
