namespace TypedPeer.DataChannels.Ice;

/// <summary>Where an agent's randomness comes from: a seam that only tests fill with something predictable.</summary>
internal interface IIceRandom
{
    /// <summary>Fills the whole span.</summary>
    void Fill(Span<byte> destination);
}
