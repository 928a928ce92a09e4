using System.Net;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The sockets of this side and how others see them.</summary>
internal sealed class IceLocalCandidates
{
    private readonly List<IceCandidate> _sockets = [];
    private readonly List<IceCandidate> _reflexive = [];
    private readonly List<(IceCandidateType Type, IPAddress Base, IPAddress? Server)> _foundations = [];

    /// <summary>Host candidates, by socket index.</summary>
    public IReadOnlyList<IceCandidate> Sockets => _sockets;

    /// <summary>Server-reflexive candidates.</summary>
    public IReadOnlyList<IceCandidate> Reflexive => _reflexive;

    /// <summary>Adds a socket. Earlier ones are preferred: the owner knows its interfaces.</summary>
    public IceCandidate AddSocket(IPEndPoint boundTo)
    {
        var candidate = new IceCandidate
        {
            Foundation = GetFoundation(IceCandidateType.Host, boundTo.Address, server: null),
            Priority = IcePriority.Compute(IceCandidateType.Host, GetLocalPreference(_sockets.Count)),
            EndPoint = boundTo,
            Type = IceCandidateType.Host,
        };
        _sockets.Add(candidate);
        return candidate;
    }

    /// <summary>Adds what a STUN server saw; null if that is nothing new (RFC 8445, section 5.1.3).</summary>
    public IceCandidate? AddReflexive(int socket, IPEndPoint mapped, IPAddress server)
    {
        if (Find(socket, mapped) is not null)
            return null;

        var candidate = CreateReflexive(socket, mapped, IceCandidateType.ServerReflexive, server);
        _reflexive.Add(candidate);
        return candidate;
    }

    /// <summary>The candidate by which the other peer sees a socket; a peer-reflexive one if that address is new (RFC 8445, section 7.2.5.3.1).</summary>
    public IceCandidate GetSeenAs(int socket, IPEndPoint mapped) =>
        Find(socket, mapped) ?? CreateReflexive(socket, mapped, IceCandidateType.PeerReflexive, server: null);

    /// <summary>The priority a peer-reflexive candidate learned from a check of this socket gets (RFC 8445, section 7.1.1).</summary>
    public static uint GetCheckPriority(int socket) => IcePriority.Compute(IceCandidateType.PeerReflexive, GetLocalPreference(socket));

    private static int GetLocalPreference(int socket) => ushort.MaxValue - socket;

    private IceCandidate? Find(int socket, IPEndPoint mapped)
    {
        if (IceAddress.AreSame(_sockets[socket].EndPoint!, mapped))
            return _sockets[socket];

        foreach (var candidate in _reflexive)
        {
            if (IceAddress.AreSame(candidate.EndPoint!, mapped) && IceAddress.AreSame(candidate.RelatedEndPoint!, _sockets[socket].EndPoint!))
                return candidate;
        }

        return null;
    }

    private IceCandidate CreateReflexive(int socket, IPEndPoint mapped, IceCandidateType type, IPAddress? server) => new()
    {
        Foundation = GetFoundation(type, _sockets[socket].EndPoint!.Address, server),
        Priority = IcePriority.Compute(type, GetLocalPreference(socket)),
        EndPoint = mapped,
        Type = type,
        RelatedEndPoint = _sockets[socket].EndPoint,
    };

    private string GetFoundation(IceCandidateType type, IPAddress address, IPAddress? server)
    {
        int index = _foundations.IndexOf((type, address, server));
        if (index < 0)
        {
            index = _foundations.Count;
            _foundations.Add((type, address, server));
        }

        return (index + 1).ToString();
    }
}
