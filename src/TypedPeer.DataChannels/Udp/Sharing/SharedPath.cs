using System.Buffers.Binary;
using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>A port of many as one connection knows it: what it sends there is noted, so that the answers find it.</summary>
internal sealed class SharedPath(SharedSocket socket, PortMember member) : IDatagramPath
{
    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => socket.LocalEndPoint;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Udp;

    /// <summary>Gets whether one call sends a whole run.</summary>
    public bool SendOffload => socket.SendOffload;

    /// <inheritdoc/>
    public void OnValidated(IPEndPoint remote) => member.OnValidated(new AddressPair(socket.LocalKey, AddressKey.Of(remote)), isReached: false);

    /// <summary>The peer has shown that it gets what is sent to an address.</summary>
    public void OnReached(IPEndPoint remote) => member.OnValidated(new AddressPair(socket.LocalKey, AddressKey.Of(remote)), isReached: true);

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        // STUN begins with two bits of zero (RFC 7983).
        if (data[0] > 3)
        {
            member.OnDataSent(socket.LocalKey, run.Remote);
        }
        else
        {
            NoteRequests(data, run.SegmentSize);
        }

        socket.Send(run, data);
    }

    private void NoteRequests(ReadOnlySpan<byte> data, int segmentSize)
    {
        const int IdOffset = 8;
        for (; data.Length >= StunMessage.HeaderSize; data = data[Math.Min(segmentSize, data.Length)..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(data) == StunMessage.BindingMethod)
            {
                socket.NoteRequest(StunTransactionId.Read(data[IdOffset..]), member);
            }
        }
    }
}
