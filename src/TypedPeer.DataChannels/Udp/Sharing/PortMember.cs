using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>
/// One connection on a port of many: its paths, and what the port knows it by. All members but <see cref="SendsTo"/> and
/// <see cref="SendsElsewhere"/> belong to whoever has the connection's lock.
/// </summary>
internal sealed class PortMember : IDisposable
{
    private readonly SharedPort _port;
    private readonly Queue<string> _fragments = [];
    private readonly Queue<AddressPair> _addresses = [];
    private volatile SentTo? _sendsTo;
    private bool _isDisposed;

    public PortMember(SharedPort port, IUdpPortOwner owner, IReadOnlyList<SharedSocket> sockets)
    {
        _port = port;
        Owner = owner;
        Loop = sockets[0].Loop;
        Paths = [.. sockets.Select(socket => new SharedPath(socket, this))];
    }

    /// <summary>Gets who takes its datagrams.</summary>
    public IUdpPortOwner Owner { get; }

    /// <summary>Gets the loop on whose thread most of it happens.</summary>
    public ReceiveLoop? Loop { get; }

    /// <summary>Gets its paths, one for each address of the port, in the port's order.</summary>
    public IReadOnlyList<SharedPath> Paths { get; }

    /// <summary>Checks that are addressed to this fragment are the connection's from now on; of earlier ones the last few.</summary>
    public void SetFragment(string fragment)
    {
        if (_isDisposed || _fragments.Contains(fragment) || !_port.Table.TryAddFragment(fragment, this))
        {
            return;
        }

        _fragments.Enqueue(fragment);
        if (_fragments.Count > PortTable.MaxFragments)
        {
            _port.Table.RemoveFragment(_fragments.Dequeue(), this);
        }
    }

    /// <summary>The peer has proved that it is at an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isReached">Whether it has shown that it gets what is sent there.</param>
    public void OnValidated(in AddressPair address, bool isReached)
    {
        if (_isDisposed || !_port.Table.TryBind(address, this, isReached))
        {
            return;
        }

        _addresses.Enqueue(address);
        if (_addresses.Count > PortTable.MaxAddresses)
        {
            _port.Table.Unbind(_addresses.Dequeue(), this);
        }
    }

    /// <summary>Data is sent to an address.</summary>
    public void OnDataSent(AddressKey local, IPEndPoint remote)
    {
        if (_sendsTo is not { } last || !ReferenceEquals(last.Remote, remote) || last.Address.Local != local)
        {
            _sendsTo = new SentTo(remote, new AddressPair(local, AddressKey.Of(remote)));
        }
    }

    /// <summary>Whether the connection's data goes to an address. Any thread may ask.</summary>
    public bool SendsTo(in AddressPair address) => _sendsTo is { } last && last.Address == address;

    /// <summary>Whether the connection's data goes somewhere, and not to an address. Any thread may ask.</summary>
    public bool SendsElsewhere(in AddressPair address) => _sendsTo is { } last && last.Address != address;

    /// <summary>Leaves the port: nothing that comes is the connection's any more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _sendsTo = null;
        foreach (var fragment in _fragments)
        {
            _port.Table.RemoveFragment(fragment, this);
        }

        foreach (var address in _addresses)
        {
            _port.Table.Unbind(address, this);
        }

        _port.Leave(this);
    }

    private sealed record SentTo(IPEndPoint Remote, AddressPair Address);
}
