namespace TypedPeer.DataChannels.Dcep;

/// <summary>What a message that came costs until the application has taken it. The receive window counts this, not the message's length.</summary>
internal static class MessageCost
{
    /// <summary>
    /// Beside the buffer: the array's header, the message's place in the queues of events (which double, and there are two), and the one
    /// in its channel's inbox.
    /// </summary>
    public const int Overhead = 192;

    /// <summary>Gets the cost of a message in this buffer, of which it may use a small part.</summary>
    public static long Of(byte[] rented) => rented.Length + Overhead;
}
