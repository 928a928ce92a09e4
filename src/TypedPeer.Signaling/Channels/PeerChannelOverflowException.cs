namespace TypedPeer.Signaling;

/// <summary>So much waits on a <see cref="PeerLinkChannel"/> already that a message has no room. Nothing was accepted; <see cref="PeerLinkChannel.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/> waits instead.</summary>
public sealed class PeerChannelOverflowException : Exception
{
    internal PeerChannelOverflowException(string label, long bufferedAmount, int queuedMessages)
        : base($"{bufferedAmount} bytes wait on the channel '{label}', {queuedMessages} messages of them for the connection: the peer takes them slower than they come.") =>
        (BufferedAmount, QueuedMessages) = (bufferedAmount, queuedMessages);

    /// <summary>Gets how many bytes waited: see <see cref="PeerLinkChannelOptions.MaxBufferedAmount"/>.</summary>
    public long BufferedAmount { get; }

    /// <summary>Gets how many messages waited: see <see cref="PeerLinkChannelOptions.MaxQueuedMessages"/>.</summary>
    public int QueuedMessages { get; }
}
