using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Selection;

/// <summary>What the choice of a pair tells, synchronously: record and return, never call back into the agent.</summary>
internal interface IIceSelectionObserver
{
    /// <summary>Data now travels on this pair.</summary>
    void OnSelectedPairChanged(IceCandidatePair pair);
}
