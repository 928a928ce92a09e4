using System.Net;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.VirtualNetwork;

/// <summary>Answers Binding requests with the address they came from.</summary>
internal sealed class VirtualStunServer
{
    /// <summary>Puts a server at an address.</summary>
    public VirtualStunServer(VirtualWorld world, string address)
    {
        EndPoint = IPEndPoint.Parse(address);
        world.Bind(EndPoint, (from, bytes) =>
        {
            Requests++;
            if (!IsUp || !StunMessage.TryParse(bytes, out var request))
                return;

            byte[] buffer = new byte[200];
            var writer = new StunMessageWriter(buffer, StunMessageClass.SuccessResponse, request.TransactionId);
            writer.AddXorMappedAddress(from);
            writer.AddFingerprint();
            world.Send(EndPoint, from, buffer.AsSpan(0, writer.Length));
        });
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>A server that is not up hears and stays silent.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }
}
