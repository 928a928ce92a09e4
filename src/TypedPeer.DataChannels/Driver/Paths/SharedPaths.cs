using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>
/// The paths of one connection on a port of many. The port stays open whatever becomes of its addresses; one that the machine has lost is no
/// path until it is back. All members belong to whoever has the lock.
/// </summary>
internal sealed class SharedPaths(PortMember member)
{
    private readonly HashSet<SharedPath> _active = [];
    private readonly HashSet<IPAddress> _listed = [];

    /// <summary>Gets the connection's place on the port.</summary>
    public PortMember Member => member;

    /// <summary>Gets whether any path sends whole runs.</summary>
    public bool SendOffload => member.Paths.Any(static path => path.SendOffload);

    /// <summary>Makes all of them candidates.</summary>
    public void AddAll(PeerConnectionCore core)
    {
        foreach (var path in member.Paths)
        {
            Add(core, path);
        }
    }

    /// <summary>Whether an address is back that was lost.</summary>
    public bool IsMissing(IReadOnlyList<IPAddress> present) => member.Paths.Any(path => !_active.Contains(path) && present.Contains(AddressOf(path)));

    /// <summary>Makes those candidates again whose address is back.</summary>
    public void AddReturned(PeerConnectionCore core, IReadOnlyList<IPAddress> present)
    {
        foreach (var path in member.Paths)
        {
            if (!_active.Contains(path) && present.Contains(AddressOf(path)))
            {
                Add(core, path);
            }
        }
    }

    /// <summary>Those whose address is gone are candidates no more. One that the machine never listed, though it can be used, is not gone.</summary>
    public void RemoveVanished(PeerConnectionCore core, IReadOnlyList<IPAddress> present, long now)
    {
        foreach (var path in member.Paths)
        {
            if (present.Contains(AddressOf(path)))
            {
                _listed.Add(AddressOf(path));
            }
            else if (_listed.Contains(AddressOf(path)) && _active.Remove(path))
            {
                core.Transport.RemovePath(path, now);
            }
        }
    }

    /// <inheritdoc cref="LocalPorts.NoteFragment"/>
    public void NoteFragment(PeerConnectionCore core)
    {
        if (core.Transport.Ice.PreparedCredentials is { } prepared)
        {
            member.SetFragment(prepared.UsernameFragment);
        }

        // The newest stays, however many restarts were offered and taken back.
        member.SetFragment(core.Transport.Ice.LocalCredentials.UsernameFragment);
    }

    private static IPAddress AddressOf(SharedPath path) => path.LocalEndPoint.Address;

    private void Add(PeerConnectionCore core, SharedPath path)
    {
        core.Transport.Ice.AddPath(path);
        _active.Add(path);
    }
}
