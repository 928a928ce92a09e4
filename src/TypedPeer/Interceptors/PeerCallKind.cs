namespace TypedPeer;

/// <summary>What the answer to a call looks like.</summary>
public enum PeerCallKind
{
    /// <summary>One answer: a result, or nothing, or an error.</summary>
    Unary,

    /// <summary>No answer at all.</summary>
    OneWay,

    /// <summary>A stream of items, then its end or an error.</summary>
    Streaming,
}
