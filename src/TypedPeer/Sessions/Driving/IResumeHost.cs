using TypedPeer.Channels;

namespace TypedPeer.Sessions.Driving;

/// <summary>Whose channel is replaced when the session resumes.</summary>
internal interface IResumeHost
{
    /// <summary>Gets who the peer is, as the first channel proved it.</summary>
    PeerIdentity? Identity { get; }

    /// <summary>Asks the application once more whether the peer may have the session, and whether it is still who it was. Runs code of the application's.</summary>
    bool IsAuthorizedAgain();

    /// <summary>Lets go of the channel there is: messages count from now on if they come by another receiver. Under the lock.</summary>
    void Detach(IPeerChannelReceiver next);

    /// <summary>Sends over another channel from now on. Under the lock.</summary>
    void Attach(IPeerChannel channel, ChannelSender sender);

    /// <summary>A message came by a channel of the session's.</summary>
    void Receive(IPeerChannelReceiver from, ReadOnlySpan<byte> message);

    /// <summary>A channel of the session's has room again.</summary>
    void Low(IPeerChannelReceiver from);

    /// <summary>A channel of the session's closed.</summary>
    void Lose(IPeerChannelReceiver from, PeerChannelCloseReason reason);
}
