namespace TypedPeer.Channels;

/// <summary>Who lends memory to a channel (<see cref="IPeerChannelMemory"/>).</summary>
public interface IPeerMemoryOwner
{
    /// <summary>One message that was lent is not read any more. May be called from any thread, under locks of the channel's own: it must not block, throw, or call the channel.</summary>
    void Release();
}
