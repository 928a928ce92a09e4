using System.Net;
using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>
/// Candidates with a name in place of their address, of the newest ICE session. The owner takes the names, looks for them or not, and says how that
/// ended; what it may be made to look for is bounded.
/// </summary>
internal sealed class IceNamedCandidates(IceOptions options)
{
    private readonly List<IceRemoteName> _names = [];
    private readonly Queue<IceRemoteName> _toFind = new();
    private int _underWay;

    /// <summary>Adds a candidate, and returns it with its address where that is known by now.</summary>
    public IceCandidate Add(IceCandidate candidate, IceCredentials session)
    {
        if (candidate.HostName is null || (candidate.IsTcp && !options.UsesTcp) || !candidate.WithAddress(IPAddress.Any).IsUsable || !MdnsName.TryParse(candidate.HostName, out var name))
            return candidate;

        if (_names.Count > 0 && _names[0].Session != session)
        {
            _names.Clear();
            _toFind.Clear();
        }

        var entry = _names.Find(known => known.Name.Text == name!.Text);
        if (entry is null && _names.Count < options.MaximumNames)
        {
            entry = new IceRemoteName(name!, session);
            _names.Add(entry);
            _toFind.Enqueue(entry);
        }

        if (entry is { Address: { } address })
            return candidate.WithAddress(address);

        if (entry is { IsOver: false })
            entry.Wait(candidate, options.MaximumCandidatesOfName);
        return candidate;
    }

    /// <summary>Takes a name to look for, if there is one and not too many are looked for already, those of earlier sessions among them. <see cref="End"/> is to follow.</summary>
    public bool TryTake(out IceRemoteName? name)
    {
        name = null;
        if (_underWay >= options.MaximumNames || !_toFind.TryDequeue(out name))
            return false;

        _underWay++;
        return true;
    }

    /// <summary>
    /// Looking for a name is over, with or without an address; returns the candidates of the session in force that have one by that. What was
    /// found for an earlier one is of no use.
    /// </summary>
    public List<IceCandidate> End(IceRemoteName name, IPAddress? address, IceCredentials session)
    {
        _underWay--;
        return name.End(name.Session == session ? address : null);
    }
}
