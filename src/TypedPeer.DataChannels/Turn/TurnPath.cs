using System.Net;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Turn;

/// <summary>An address on a relay. What leaves by it is wrapped by the core (<see cref="TurnClient.Wrap"/>) and leaves by the path to the relay.</summary>
internal sealed class TurnPath(TurnClient client, IPEndPoint relayed, IPEndPoint? related) : IDatagramPath
{
    /// <summary>Gets the client whose allocation it is.</summary>
    public TurnClient Client => client;

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => relayed;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Relay;

    /// <inheritdoc/>
    public IPEndPoint? RelatedEndPoint => related;

    /// <inheritdoc/>
    public int Preference => client.Transport.Preference;

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data) => throw new InvalidOperationException("What leaves by a relay is wrapped, and leaves by the path to it.");
}
