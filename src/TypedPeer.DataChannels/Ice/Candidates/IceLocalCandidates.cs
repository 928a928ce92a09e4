using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The paths of this side and how others see them.</summary>
internal sealed class IceLocalCandidates
{
    private readonly List<IceLocalPath> _paths = [];
    private readonly List<IceCandidate> _reflexive = [];
    private readonly List<(IceCandidateType Type, bool IsTcp, IPAddress Base, IPAddress? Server)> _foundations = [];
    private int _preference = ushort.MaxValue;

    /// <summary>The paths, each with its candidate, in the order in which they were added.</summary>
    public IReadOnlyList<IceLocalPath> Paths => _paths;

    /// <summary>Server-reflexive candidates.</summary>
    public IReadOnlyList<IceCandidate> Reflexive => _reflexive;

    /// <summary>Whether some path is a TCP connection: otherwise TCP candidates of the other side are of no use.</summary>
    public bool HasTcp => _paths.Exists(static local => local.Candidate.IsTcp);

    /// <summary>Finds what is known of a path; null if it is none of these.</summary>
    public IceLocalPath? Find(IDatagramPath path)
    {
        foreach (var local in _paths)
        {
            if (local.Path == path)
                return local;
        }

        return null;
    }

    /// <summary>Adds a path. Earlier ones are preferred: the owner knows its interfaces.</summary>
    public IceLocalPath AddPath(IDatagramPath path)
    {
        var type = path.Kind == DatagramPathKind.Relay ? IceCandidateType.Relayed : IceCandidateType.Host;
        bool isTcp = path.Kind == DatagramPathKind.Tcp;
        int preference = _preference--;
        var candidate = new IceCandidate
        {
            Foundation = GetFoundation(type, isTcp, path.LocalEndPoint.Address, server: null),
            Priority = IcePriority.Compute(type, isTcp, preference),
            Transport = isTcp ? "tcp" : "udp",
            TcpType = path.TcpType,
            EndPoint = path.LocalEndPoint,
            Type = type,
            RelatedEndPoint = path.RelatedEndPoint,
        };
        var local = new IceLocalPath(path, candidate, preference);
        _paths.Add(local);
        return local;
    }

    /// <summary>Adds what a STUN server saw; null if that is nothing new (RFC 8445, section 5.1.3).</summary>
    public IceCandidate? AddReflexive(IceLocalPath local, IPEndPoint mapped, IPAddress server)
    {
        if (Find(local, mapped) is not null)
            return null;

        var candidate = CreateReflexive(local, mapped, IceCandidateType.ServerReflexive, server);
        _reflexive.Add(candidate);
        return candidate;
    }

    /// <summary>The candidate by which the other peer sees a path; a peer-reflexive one if that address is new (RFC 8445, section 7.2.5.3.1).</summary>
    public IceCandidate GetSeenAs(IceLocalPath local, IPEndPoint mapped) =>
        Find(local, mapped) ?? CreateReflexive(local, mapped, IceCandidateType.PeerReflexive, server: null);

    private IceCandidate? Find(IceLocalPath local, IPEndPoint mapped)
    {
        var own = local.Candidate;
        if (IceAddress.AreSame(own.EndPoint!, mapped))
            return own;

        foreach (var candidate in _reflexive)
        {
            if (IceAddress.AreSame(candidate.EndPoint!, mapped) && IceAddress.AreSame(candidate.RelatedEndPoint!, own.EndPoint!))
                return candidate;
        }

        return null;
    }

    private IceCandidate CreateReflexive(IceLocalPath local, IPEndPoint mapped, IceCandidateType type, IPAddress? server)
    {
        var own = local.Candidate;
        return new()
        {
            Foundation = GetFoundation(type, own.IsTcp, own.EndPoint!.Address, server),
            Priority = IcePriority.Compute(type, own.IsTcp, local.Preference),
            Transport = own.Transport,
            TcpType = own.TcpType,
            EndPoint = mapped,
            Type = type,
            RelatedEndPoint = own.EndPoint,
        };
    }

    private string GetFoundation(IceCandidateType type, bool isTcp, IPAddress address, IPAddress? server)
    {
        int index = _foundations.IndexOf((type, isTcp, address, server));
        if (index < 0)
        {
            index = _foundations.Count;
            _foundations.Add((type, isTcp, address, server));
        }

        return (index + 1).ToString();
    }
}
