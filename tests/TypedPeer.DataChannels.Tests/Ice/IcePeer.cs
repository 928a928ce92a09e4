using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;
using TypedPeer.DataChannels.Tests.Support;

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

    public List<IceCandidate> Removed { get; } = [];

    public int LocalEnds { get; private set; }

    public List<IceConnectionState> States { get; } = [];

    public List<IceCandidatePair> Selected { get; } = [];

    public List<FakePath> Paths { get; } = [];

    public List<(string Url, int ErrorCode)> ServerFailures { get; } = [];

    public int LeftOut { get; private set; }

    public IcePeer With(params string[] addresses)
    {
        foreach (string address in addresses)
        {
            With(new FakePath(address));
        }

        return this;
    }

    public IcePeer With(FakePath path)
    {
        Agent.AddPath(path);
        Paths.Add(path);
        return this;
    }

    void IIceGatheringObserver.OnLocalCandidate(IceCandidate candidate) => Candidates.Add(candidate);

    void IIceGatheringObserver.OnLocalCandidateRemoved(IceCandidate candidate) => Removed.Add(candidate);

    void IIceGatheringObserver.OnLocalCandidatesEnd() => LocalEnds++;

    void IIceGatheringObserver.OnServerFailed(string url, IPEndPoint server, int errorCode) => ServerFailures.Add((url, errorCode));

    void IIceObserver.OnCandidatesLeftOut() => LeftOut++;

    void IIceObserver.OnStateChanged(IceConnectionState state) => States.Add(state);

    void IIceSelectionObserver.OnSelectedPairChanged(IceCandidatePair pair, bool isRescue) => Selected.Add(pair);
}
