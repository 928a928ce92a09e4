namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>A way to ask all hosts nearby, and to hear what they answer. Disposing ends a receive that waits, with any exception.</summary>
internal interface IMdnsChannel : IDisposable
{
    /// <summary>Asks; what the system refuses is lost.</summary>
    void Ask(ReadOnlyMemory<byte> query);

    /// <summary>Receives a message, and returns its length; 0 where it cannot be a responder's. One call at a time.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
