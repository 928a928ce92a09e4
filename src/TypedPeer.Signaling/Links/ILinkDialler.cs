using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Links;

/// <summary>Makes connections to one peer, and a session on each, as one and the same peer. A link has one for as long as it lives, and disposes of it.</summary>
internal interface ILinkDialler : IDisposable
{
    /// <summary>Gets the address that is dialled; null where the peer is known by another name.</summary>
    PeerAddress? Address { get; }

    /// <summary>Gets the peer's id in its network; null where it is known by an address.</summary>
    string? PeerId { get; }

    /// <summary>Gets how often, and when, a lost peer is looked for.</summary>
    PeerLinkOptions Options { get; }

    /// <summary>Gets the options of every session.</summary>
    PeerSessionOptions Session { get; }

    /// <summary>Connects, and returns once both sides have said hello, or a session goes on. Where that fails, or is cancelled, nothing is left.</summary>
    /// <param name="resumes">The session that goes on there, if it can and the peer wants it to; null for a new one in any case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DataChannels.PeerConnectException">The peer was not reached, or wants no session with this one.</exception>
    /// <exception cref="Exception">Whatever the application's own code throws that configures the session.</exception>
    Task<LinkSession> DialAsync(PeerSession? resumes, CancellationToken cancellationToken);

    /// <summary>Waits before the next attempt, or until there is no reason to wait any more.</summary>
    Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>The link goes another way from now on.</summary>
    void Leave()
    {
    }

    /// <summary>Says whether an attempt that failed so may succeed the next time.</summary>
    bool MayTryAgain(Exception exception);
}
