namespace TypedPeer.DataChannels;

/// <summary>How urgent a channel's messages are (W3C <c>RTCPriorityType</c>); the values are those of RFC 8832, section 8.2.1 (priority).</summary>
public enum DataChannelPriority
{
    /// <summary>Below normal.</summary>
    VeryLow = 128,

    /// <summary>Normal; the default, as in W3C.</summary>
    Low = 256,

    /// <summary>High.</summary>
    Medium = 512,

    /// <summary>Extra high.</summary>
    High = 1024,
}
