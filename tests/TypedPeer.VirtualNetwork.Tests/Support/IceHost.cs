using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>An ICE agent alone.</summary>
internal sealed class IceHost : CoreHost, IIceObserver
{
    public IceHost(VirtualWorld world, bool controlling, params string[] sockets)
        : base(world)
    {
        Agent = new IceAgent(new IceOptions(), this, new VirtualRandom(world.NextSeed())) { IsControlling = controlling };
        foreach (string socket in sockets)
        {
            var endPoint = IPEndPoint.Parse(socket);
            var path = new VirtualPort(world, endPoint);
            Agent.AddPath(path);
            world.Bind(endPoint, (from, bytes) =>
            {
                Agent.HandleDatagram(path, from, bytes, World.Now);
                Flush();
            });
        }
    }

    public IceAgent Agent { get; }

    protected override long NextDeadline => Agent.NextDeadline;

    public void Meet(IceHost other)
    {
        Agent.SetRemoteCredentials(other.Agent.LocalCredentials, World.Now);
        foreach (var candidate in other.Agent.LocalCandidates)
            Agent.AddRemoteCandidate(candidate, World.Now);

        Flush();
    }

    void IIceGatheringObserver.OnLocalCandidate(IceCandidate candidate)
    {
    }

    void IIceObserver.OnStateChanged(IceConnectionState state)
    {
    }

    void IIceSelectionObserver.OnSelectedPairChanged(IceCandidatePair pair, bool isRescue)
    {
    }

    protected override int Write(Span<byte> destination, out IPEndPoint from, out IPEndPoint to)
    {
        int length = Agent.WriteDatagram(destination, World.Now, out var path, out to);
        from = length == 0 ? null! : path.LocalEndPoint;
        return length;
    }

    protected override void HandleDeadline() => Agent.HandleDeadline(World.Now);
}
