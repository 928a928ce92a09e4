using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>What an agent tells its owner, synchronously from inside its methods: record and return, never call back into the agent.</summary>
internal interface IIceObserver : IIceGatheringObserver, IIceSelectionObserver
{
    /// <summary>The other side signals more candidates than are kept. Once for each of its generations.</summary>
    void OnCandidatesLeftOut()
    {
    }

    /// <summary>The state has changed.</summary>
    void OnStateChanged(IceConnectionState state);
}
