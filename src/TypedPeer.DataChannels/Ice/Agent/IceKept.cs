using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>What a search for a path has found, for diagnosis; after its end, what there was at that moment. It holds as much as was held before, once.</summary>
internal sealed class IceKept(IceCheckList checkList, IceRemoteCandidates remote, IceGatherer gatherer)
{
    private Moment? _last;

    /// <summary>Gets the pairs, best first.</summary>
    public IReadOnlyList<IceCandidatePair> Pairs => _last?.Pairs ?? checkList.Pairs;

    /// <summary>Gets the pair that was in use at the end; null before it.</summary>
    public IceCandidatePair? Selected => _last?.Selected;

    /// <summary>Gets the other side's addresses.</summary>
    public IReadOnlyList<IceCandidate> Remote => _last?.Remote ?? remote.All;

    /// <summary>Gets what STUN servers have answered.</summary>
    public IReadOnlyList<IceServerAnswer> Answers => _last?.Answers ?? gatherer.Answers;

    /// <summary>All of it is about to be forgotten: the first time counts.</summary>
    public void Keep(IceCandidatePair? selected) => _last ??= new Moment([.. checkList.Pairs], [.. remote.All], gatherer.Answers, selected);

    /// <summary>Another search begins.</summary>
    public void Forget() => _last = null;

    private sealed record Moment(IceCandidatePair[] Pairs, IceCandidate[] Remote, IReadOnlyList<IceServerAnswer> Answers, IceCandidatePair? Selected);
}
