using System.Net;
using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>A name that candidates of one ICE session have in place of an address.</summary>
internal sealed class IceRemoteName(MdnsName name, IceCredentials session)
{
    private readonly List<IceCandidate> _waiting = [];

    /// <summary>Gets the name.</summary>
    public MdnsName Name { get; } = name;

    /// <summary>Gets the peer's credentials of the session: what is found later than its end belongs to nobody.</summary>
    public IceCredentials Session { get; } = session;

    /// <summary>Gets the address, once it is known.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Gets whether looking for it is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Keeps a candidate until the address is known. Browsers have one of each name; a few are kept.</summary>
    public void Wait(IceCandidate candidate, int maximum)
    {
        if (_waiting.Count < maximum && !_waiting.Contains(candidate))
            _waiting.Add(candidate);
    }

    /// <summary>Looking for it is over; returns the candidates that have an address by that.</summary>
    public List<IceCandidate> End(IPAddress? address)
    {
        (Address, IsOver) = (address, true);
        List<IceCandidate> found = address is null ? [] : _waiting.ConvertAll(candidate => candidate.WithAddress(address));
        _waiting.Clear();
        return found;
    }
}
