using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>One Binding request under way, with its retransmissions (RFC 8489, section 6.2.1).</summary>
internal sealed class IceTransaction(StunTransactionId id, IceCandidatePair pair, IceCheckKind kind)
{
    /// <summary>What the response must carry.</summary>
    public StunTransactionId Id { get; } = id;

    /// <summary>Where the request goes and where the response must come from.</summary>
    public IceCandidatePair Pair { get; } = pair;

    /// <summary>What the request is for.</summary>
    public IceCheckKind Kind { get; } = kind;

    /// <summary>The role written into the request; a 487 means something only while it is still ours.</summary>
    public bool AsControlling { get; set; }

    /// <summary>When it was last written.</summary>
    public long SentAt { get; set; }

    /// <summary>How often it was written.</summary>
    public int Sends { get; set; }

    /// <summary>The timeout after the next write.</summary>
    public long RetransmissionTimeout { get; set; }

    /// <summary>When it is written again or given up; <see cref="long.MaxValue"/> while it waits to be written.</summary>
    public long DueAt { get; set; } = long.MaxValue;

    /// <summary>No more retransmissions, but a late response still counts.</summary>
    public bool IsSuperseded { get; set; }
}
