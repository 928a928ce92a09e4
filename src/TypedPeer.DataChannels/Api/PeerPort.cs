using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels;

/// <summary>
/// One UDP port that many connections share: one number to open in a firewall, and a few sockets instead of some for each connection. Connections
/// that are made for it (<see cref="CreateConnection"/>) and listeners use its addresses and open none of their own.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>
/// Datagrams are told apart by ICE's user name fragment and by the peer's address, so between two ports that are both shared there is one
/// connection at a time: a second one finds no path.
/// </para>
/// <para>Whoever opened it disposes of it, after the connections: that ends those that are left.</para>
/// </remarks>
public sealed class PeerPort : IAsyncDisposable
{
    private PeerPort(SharedPort shared) => Shared = shared;

    /// <summary>Gets its addresses.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints => Shared.LocalEndPoints;

    internal SharedPort Shared { get; }

    /// <summary>Opens a port on this machine's addresses.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="SocketException">The system refuses: the port is taken, or there is no address.</exception>
    /// <exception cref="PlatformNotSupportedException">In a page.</exception>
    public static PeerPort Open(PeerPortOptions? options = null)
    {
        if (OperatingSystem.IsBrowser())
        {
            throw BrowserPart.CannotListen();
        }

        options ??= new PeerPortOptions();
        options.Validate();
        var addresses = LocalAddresses.Choose(SystemNetwork.Instance.GetAddresses(), options.IncludeLoopback ? true : null, address => options.LocalAddressFilter?.Invoke(address) is not false, options.MaxLocalAddresses).Wanted;
        return addresses.Count == 0
            ? throw new SocketException((int)SocketError.AddressNotAvailable)
            : new PeerPort(SharedPort.Open(addresses, options));
    }

    /// <summary>
    /// Makes a connection whose candidates are this port's addresses; it opens no socket of its own, so the addresses and the port of its options do
    /// not count. Nothing is sent before <see cref="PeerConnection.SetLocalDescriptionAsync"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PeerConnection CreateConnection(PeerConnectionOptions? options = null) => new(options, static transport => transport, this);

    /// <summary>Ends the connections that are left, tells their peers, and closes the sockets.</summary>
    public ValueTask DisposeAsync()
    {
        Shared.Dispose();
        return ValueTask.CompletedTask;
    }
}
