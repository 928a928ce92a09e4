using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Ice.Checks;

/// <summary>A local path and a remote address, with what checks have found out about them (RFC 8445, section 6.1.2).</summary>
internal sealed class IceCandidatePair
{
    /// <summary>Makes a pair that nothing is known about yet.</summary>
    public IceCandidatePair(IceGeneration generation, IDatagramPath path, IceCandidate local, IceCandidate remote, IPEndPoint remoteEndPoint)
    {
        Generation = generation;
        Path = path;
        Local = local;
        Remote = remote;
        RemoteEndPoint = remoteEndPoint;
    }

    /// <summary>The local candidate; reflexive once a response has shown how the other peer sees this path.</summary>
    public IceCandidate Local { get; set; }

    /// <summary>The remote candidate; changes from peer-reflexive to what signalling says about the same address.</summary>
    public IceCandidate Remote { get; set; }

    /// <summary>The path to send by.</summary>
    public IDatagramPath Path { get; }

    /// <summary>Where to send to.</summary>
    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>What the pair has carried.</summary>
    public IcePairCounters Counters { get; } = new();

    /// <summary>Whether the controlling agent has settled on this pair.</summary>
    public bool IsNominated { get; set; }

    /// <summary>The smoothed round-trip time of checks in microseconds; 0 before the first answer.</summary>
    public long RoundTripTime { get; private set; }

    /// <summary>What the check list knows.</summary>
    public IceCandidatePairState State { get; set; } = IceCandidatePairState.Frozen;

    /// <summary>RFC 8445, section 6.1.2.3.</summary>
    public ulong Priority { get; private set; }

    /// <summary>The credentials the pair lives under.</summary>
    internal IceGeneration Generation { get; }

    /// <summary>The priority a peer-reflexive candidate made from this check would have.</summary>
    internal uint CheckPriority { get; set; }

    /// <summary>The other peer has nominated the pair before our own check of it was answered.</summary>
    internal bool NominateOnSuccess { get; set; }

    /// <summary>The pair stands in the queue of triggered checks.</summary>
    internal bool IsTriggered { get; set; }

    /// <summary>When a check was last answered; consent runs from here.</summary>
    internal long LastAnswerAt { get; set; } = long.MinValue;

    /// <summary>Requests sent since the last answer.</summary>
    internal int Unanswered { get; set; }

    /// <summary>When a failed pair is tried again.</summary>
    internal long RecheckAt { get; set; } = long.MaxValue;

    /// <summary>How many times it has been tried again.</summary>
    internal int Rechecks { get; set; }

    /// <summary>When a working pair that carries no data is next kept alive.</summary>
    internal long KeepAliveAt { get; set; } = long.MaxValue;

    /// <summary>0 for datagrams from host to host, 1 over TCP, 2 where a relay is on the way, of either side: such a pair is left when one works that is less of a detour.</summary>
    internal int Detour => Local.Type == IceCandidateType.Relayed || Remote.Type == IceCandidateType.Relayed ? 2 : Local.IsTcp ? 1 : 0;

    /// <summary>Addresses, state and nomination, for diagnosis.</summary>
    public override string ToString() =>
        $"{Local.EndPoint} ({Local.Type}) <-> {RemoteEndPoint} ({Remote.Type}), {State}{(IsNominated ? ", nominated" : "")}";

    /// <summary>Whether datagrams of the other pair take the same way.</summary>
    internal bool IsSameWay(IceCandidatePair other) => Path == other.Path && IceAddress.AreSame(RemoteEndPoint, other.RemoteEndPoint);

    /// <summary>Computes the priority for a role.</summary>
    internal void UpdatePriority(bool controlling) => Priority = controlling
        ? IcePriority.ComputePair(Local.Priority, Remote.Priority)
        : IcePriority.ComputePair(Remote.Priority, Local.Priority);

    /// <summary>Takes a round-trip sample into the smoothed value (the weights of RFC 6298).</summary>
    internal void AddRoundTripSample(long sample)
    {
        Counters.Measured(sample);
        RoundTripTime = RoundTripTime == 0 ? Math.Max(1, sample) : Math.Max(1, ((RoundTripTime * 7) + sample) / 8);
    }
}
