using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;

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

    public List<IceState> States { get; } = [];

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

    void IIceObserver.OnLocalCandidate(IceCandidate candidate) => Candidates.Add(candidate);

    void IIceObserver.OnLocalCandidatesEnd() => LocalEnds++;

    void IIceObserver.OnServerFailed(string url, IPEndPoint server, int errorCode) => ServerFailures.Add((url, errorCode));

    void IIceObserver.OnCandidatesLeftOut() => LeftOut++;

    void IIceObserver.OnStateChanged(IceState state) => States.Add(state);

    void IIceObserver.OnSelectedPairChanged(IceCandidatePair pair) => Selected.Add(pair);
}
