using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>Writes down what a channel table asks of its association.</summary>
internal sealed class FakeDataChannelTransport : IDataChannelTransport
{
    public List<(ushort Stream, uint Protocol, byte[] Payload, bool Ordered, bool IsReliable)> Sent { get; } = [];

    public List<ushort> Resets { get; } = [];

    /// <summary>Whether the association ends, and takes nothing more.</summary>
    public bool IsEnding { get; set; }

    public bool CanSend => !IsEnding;

    public long HeldBytes { get; set; }

    public int MaxMessageSize { get; set; } = 65536;

    public Dictionary<ushort, DataChannelPriority> Priorities { get; } = [];

    public Dictionary<ushort, long> Thresholds { get; } = [];

    /// <summary>Gets what is said to wait on each stream.</summary>
    public Dictionary<ushort, long> BufferedAmounts { get; } = [];

    public bool Send(ushort stream, uint payloadProtocol, MessagePayload payload, DataChannelOptions options, bool ordered, long now)
    {
        if (!IsEnding)
        {
            Sent.Add((stream, payloadProtocol, payload.Bytes.ToArray(), ordered, options.IsReliable));
        }

        return !IsEnding;
    }

    public void DropExpired(ushort stream, long now)
    {
    }

    public void ResetStream(ushort stream, long now) => Resets.Add(stream);

    public long GetBufferedAmount(ushort stream) => BufferedAmounts.GetValueOrDefault(stream);

    public int GetPendingCount(ushort stream) => 0;

    public void SetPriority(ushort stream, DataChannelPriority priority) => Priorities[stream] = priority;

    public void SetBufferedAmountLowThreshold(ushort stream, long bytes) => Thresholds[stream] = bytes;
}
