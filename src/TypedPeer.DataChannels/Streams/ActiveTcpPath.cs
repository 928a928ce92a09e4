using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Streams;

/// <summary>A local address from which this side connects to passive candidates of the peer's: the first check to one opens the connection.</summary>
internal sealed class ActiveTcpPath(IPAddress local, IUdpPortOwner owner, TcpOptions options, Action<IDatagramPath, IPEndPoint, string> onLost)
    : TcpPath(owner, options, onLost)
{
    /// <summary>What the candidate is called.</summary>
    public const string Type = "active";

    /// <summary>What stands in the candidate for the port that the system will choose (RFC 6544, section 4.5).</summary>
    private const int DiscardPort = 9;

    /// <inheritdoc/>
    public override IPEndPoint LocalEndPoint { get; } = new(local, DiscardPort);

    /// <inheritdoc/>
    public override string TcpType => Type;

    /// <inheritdoc/>
    public override int Preference => 6;

    /// <inheritdoc/>
    public override bool CanReach(IPEndPoint remote) => true;

    /// <summary>Nothing but a check opens a connection: what comes late for one that is gone must not knock once more.</summary>
    protected override StreamConnection? TryConnect(IPEndPoint remote, ReadOnlySpan<byte> data)
    {
        if (!StunMessage.IsBindingRequest(data) || Count >= Options.MaximumDials || StreamConnection.TryOpen(local, out _) is not { } socket)
        {
            return null;
        }

        var stream = new StreamConnection(socket, remote, DatagramFraming.Instance, this);
        Add(stream);
        return stream;
    }
}
