namespace TypedPeer.DataChannels.Entropy;

/// <summary>Where a core's unpredictable bytes come from: a seam that only tests fill with something predictable.</summary>
internal interface IRandomSource
{
    /// <summary>Fills the whole span.</summary>
    void Fill(Span<byte> destination);
}
