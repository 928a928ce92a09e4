namespace TypedPeer.DataChannels.Connection;

/// <summary>What a transport has moved; plain numbers that statistics copy.</summary>
internal sealed class TransportCounters
{
    public long DatagramsSent { get; private set; }

    public long BytesSent { get; private set; }

    /// <summary>Gets how many reads the paths gave: with receive offload one read may hold many datagrams.</summary>
    public long Reads { get; private set; }

    public long BytesReceived { get; private set; }

    /// <summary>Gets or sets when data of the peer's was last decrypted, in microseconds; <see cref="long.MinValue"/> before.</summary>
    public long DataHeardAt { get; set; } = long.MinValue;

    public int SelectedPairChanges { get; set; }

    public void Sent(int length)
    {
        DatagramsSent++;
        BytesSent += length;
    }

    public void Received(int length)
    {
        Reads++;
        BytesReceived += length;
    }
}
