namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>A datagram under way. Buffers are used again and again.</summary>
internal sealed class RelayDatagram
{
    public byte[] Buffer { get; } = new byte[2048];

    public int Length { get; set; }

    /// <summary>When it leaves, in microseconds.</summary>
    public long Due { get; set; }

    /// <summary>The port it leaves by.</summary>
    public RelayPort To { get; set; } = null!;
}
