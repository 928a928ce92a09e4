using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>An agent with everything it has told its owner.</summary>
internal sealed class IcePeer : IIceObserver
{
    public IcePeer(int seed, bool controlling, IceOptions? options = null)
    {
        Agent = new IceAgent(options ?? new IceOptions(), this, new SeededIceRandom(seed)) { IsControlling = controlling };
    }

    public IceAgent Agent { get; }

    public List<IceCandidate> Candidates { get; } = [];

    public int LocalEnds { get; private set; }

    public List<IceConnectionState> States { get; } = [];

    public List<IceCandidatePair> Selected { get; } = [];

    public List<IPEndPoint> Sockets { get; } = [];

    public List<(string Url, int ErrorCode)> ServerFailures { get; } = [];

    public int LeftOut { get; private set; }

    public IcePeer With(params string[] sockets)
    {
        foreach (string socket in sockets)
        {
            var endPoint = IPEndPoint.Parse(socket);
            Assert.Equal(Sockets.Count, Agent.AddLocalSocket(endPoint));
            Sockets.Add(endPoint);
        }

        return this;
    }

    void IIceGatheringObserver.OnLocalCandidate(IceCandidate candidate) => Candidates.Add(candidate);

    void IIceGatheringObserver.OnLocalCandidatesEnd() => LocalEnds++;

    void IIceGatheringObserver.OnServerFailed(string url, IPEndPoint server, int errorCode) => ServerFailures.Add((url, errorCode));

    void IIceObserver.OnCandidatesLeftOut() => LeftOut++;

    void IIceObserver.OnStateChanged(IceConnectionState state) => States.Add(state);

    void IIceSelectionObserver.OnSelectedPairChanged(IceCandidatePair pair) => Selected.Add(pair);
}
