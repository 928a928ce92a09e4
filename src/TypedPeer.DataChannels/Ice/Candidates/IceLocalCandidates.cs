using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The paths of this side and how others see them.</summary>
internal sealed class IceLocalCandidates
{
    /// <summary>Far more than there are at a time. A machine that changes its addresses for ever must not make the list grow.</summary>
    private const int MaximumFoundations = 256;

    private readonly List<IceLocalPath> _paths = [];
    private readonly List<Reflexive> _reflexive = [];
    private readonly List<Foundation> _foundations = [];
    private int _forgottenFoundations;
    private readonly int[] _nextPreferences = new int[8];

    /// <summary>The paths, each with its candidate, in the order in which they were added.</summary>
    public IReadOnlyList<IceLocalPath> Paths => _paths;

    /// <summary>All candidates: those of the paths, and how STUN servers see these.</summary>
    public IEnumerable<IceCandidate> All => _paths.Select(static local => local.Candidate).Concat(_reflexive.Select(static seen => seen.Candidate));

    /// <summary>Whether there is, or ever was, a path: one that is gone may come back, or another in its place. What only connects to others is none that a peer could be found by.</summary>
    public bool HasHadPath { get; private set; }

    /// <summary>Whether there is such a path.</summary>
    public bool HasPath => _paths.Exists(static local => !IsActive(local.Path));

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

    /// <summary>Adds a path. Of those that carry alike (<see cref="IDatagramPath.Preference"/>) earlier ones are preferred: the owner knows its interfaces.</summary>
    public IceLocalPath AddPath(IDatagramPath path)
    {
        var type = path.Kind == DatagramPathKind.Relay ? IceCandidateType.Relayed : IceCandidateType.Host;
        bool isTcp = path.Kind == DatagramPathKind.Tcp;
        int preference = TakePreference(path.Preference);
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
        HasHadPath |= !IsActive(path);
        return local;
    }

    /// <summary>Forgets a path and how others see it; returns the candidates that this takes away.</summary>
    public IReadOnlyList<IceCandidate> Remove(IceLocalPath local)
    {
        _paths.Remove(local);
        return [local.Candidate, .. TakeReflexive(seen => seen.Local == local)];
    }

    /// <summary>Forgets how a STUN server sees our paths; returns the candidates that this takes away.</summary>
    public IReadOnlyList<IceCandidate> RemoveServer(IPEndPoint server) => TakeReflexive(seen => IceAddress.AreSame(seen.Server, server));

    /// <summary>
    /// Adds what a STUN server saw; null if that is nothing new (RFC 8445, section 5.1.3). What the same server saw of the same path before
    /// is so no more: a server that tells another address each time makes one candidate.
    /// </summary>
    public IceCandidate? AddReflexive(IceLocalPath local, IPEndPoint mapped, IPEndPoint server, out IceCandidate? replaced)
    {
        replaced = null;
        if (Find(local, mapped) is not null)
            return null;

        replaced = TakeReflexive(seen => seen.Local == local && IceAddress.AreSame(seen.Server, server)).FirstOrDefault();
        var candidate = CreateReflexive(local, mapped, IceCandidateType.ServerReflexive, server.Address);
        _reflexive.Add(new Reflexive(candidate, local, server));
        return candidate;
    }

    /// <summary>The candidate by which the other peer sees a path; a peer-reflexive one if that address is new (RFC 8445, section 7.2.5.3.1).</summary>
    public IceCandidate GetSeenAs(IceLocalPath local, IPEndPoint mapped) =>
        Find(local, mapped) ?? CreateReflexive(local, mapped, IceCandidateType.PeerReflexive, server: null);

    private static bool IsActive(IDatagramPath path) => path.TcpType == "active";

    private IceCandidate? Find(IceLocalPath local, IPEndPoint mapped)
    {
        var own = local.Candidate;
        if (IceAddress.AreSame(own.EndPoint!, mapped))
            return own;

        foreach (var seen in _reflexive)
        {
            if (seen.Local == local && IceAddress.AreSame(seen.Candidate.EndPoint!, mapped))
                return seen.Candidate;
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
        int index = _foundations.FindIndex(known => known.Is(type, isTcp, address, server));
        if (index < 0)
        {
            if (_foundations.Count >= MaximumFoundations)
            {
                _foundations.RemoveAt(0);
                _forgottenFoundations++;
            }

            index = _foundations.Count;
            _foundations.Add(new Foundation(type, isTcp, address, server));
        }

        return (_forgottenFoundations + index + 1).ToString();
    }

    /// <summary>
    /// The local preference of a path: what it says of itself in the upper 3 bits, and in the others a number, since no two paths may have one, or their
    /// candidates could have one priority (RFC 8445, section 5.1.2.1; RFC 6544, section 4.2). A number is used again only when all have been.
    /// </summary>
    private int TakePreference(int kind)
    {
        const int Bits = 13;
        ref int next = ref _nextPreferences[kind];
        int preference;
        do
        {
            next = next == 0 ? (1 << Bits) - 1 : next - 1;
            preference = (kind << Bits) | next;
        }
        while (_paths.Exists(local => local.Preference == preference));

        return preference;
    }

    private List<IceCandidate> TakeReflexive(Predicate<Reflexive> isMeant)
    {
        var taken = _reflexive.FindAll(isMeant).ConvertAll(static seen => seen.Candidate);
        _reflexive.RemoveAll(isMeant);
        return taken;
    }

    /// <summary>Candidates of one kind, from one address, by one server have one foundation (RFC 8445, section 5.1.1.3).</summary>
    private sealed record Foundation(IceCandidateType Type, bool IsTcp, IPAddress Base, IPAddress? Server)
    {
        public bool Is(IceCandidateType type, bool isTcp, IPAddress address, IPAddress? server) =>
            Type == type && IsTcp == isTcp && Base.Equals(address) && Equals(Server, server);
    }

    private sealed record Reflexive(IceCandidate Candidate, IceLocalPath Local, IPEndPoint Server);
}
