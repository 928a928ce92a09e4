using TypedPeer.DataChannels.Ice.Checks;

namespace TypedPeer.DataChannels.Ice.Selection;

/// <summary>What the choice of a pair tells, synchronously: record and return, never call back into the agent.</summary>
internal interface IIceSelectionObserver
{
    /// <summary>Data now travels on this pair.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="isRescue">Whether there is reason to think that what was sent on the one before is lost.</param>
    void OnSelectedPairChanged(IceCandidatePair pair, bool isRescue);
}
