using System.Security.Claims;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Http;

/// <summary>One peer that made an offer: its connection, and the exchange over it, one request at a time.</summary>
internal sealed class OfferedPeer(string id, PeerConnection connection, ClaimsPrincipal? user) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public string Id => id;

    public PeerConnection Connection => connection;

    public ClaimsPrincipal? User => user;

    /// <summary>Gets or sets the link, once the peer has connected.</summary>
    public IAsyncDisposable? Link { get; set; }

    /// <summary>Gets what names the ICE session: this side's half of its credentials.</summary>
    public string ETag => $"\"{IceFragment.Of(connection.LocalDescription?.Sdp ?? string.Empty).UsernameFragment}\"";

    /// <summary>Whether a request of this user is about the user's own connection.</summary>
    public bool IsOf(ClaimsPrincipal? other) => NameOf(user) == NameOf(other);

    /// <summary>Answers an offer, the first or one that restarts ICE, with all candidates.</summary>
    /// <exception cref="ArgumentException">The offer is none, or does not fit.</exception>
    public async Task<PeerOfferAnswer> AnswerAsync(SessionDescription offer, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SetAsync(offer, cancellationToken).ConfigureAwait(false);
            return new PeerOfferAnswer(id, ETag, connection.LocalDescription!.Sdp);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes candidates of the ICE session there is, or begins another.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public async Task<PeerOfferAnswer> TakeAsync(IceFragment fragment, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var remote = connection.RemoteDescription ?? throw new ArgumentException("The connection is closed.");
            var current = IceFragment.Of(remote.Sdp).UsernameFragment;
            if (fragment.UsernameFragment is null || fragment.UsernameFragment == current)
            {
                foreach (var candidate in fragment.Candidates)
                {
                    await connection.AddIceCandidateAsync(new IceCandidateInit(candidate, SdpMLineIndex: 0, UsernameFragment: current), cancellationToken).ConfigureAwait(false);
                }

                return new PeerOfferAnswer(id, ETag, string.Empty);
            }

            await SetAsync(new SessionDescription(SdpType.Offer, fragment.ApplyTo(remote.Sdp)), cancellationToken).ConfigureAwait(false);
            var local = connection.LocalDescription!.Sdp;
            return new PeerOfferAnswer(id, ETag, IceFragment.Of(local).Write(local));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends it without waiting for the peer.</summary>
    public Task AbortAsync() => connection.CloseAsync(new CancellationToken(canceled: true)).AsTask();

    public void Dispose() => _turn.Dispose();

    private static string? NameOf(ClaimsPrincipal? user) => user?.FindFirstValue() ?? user?.Identity?.Name;

    private async Task SetAsync(SessionDescription offer, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SetRemoteDescriptionAsync(offer, cancellationToken).ConfigureAwait(false);
            await connection.SetLocalDescriptionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (connection.IceGatheringState == IceGatheringState.New)
            {
                // Nothing to gather for: it would never be complete.
                throw new ArgumentException("The offer has no data channels.", nameof(offer));
            }

            await connection.GatheringCompleted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidOperationException or PeerChannelClosedException)
        {
            throw new ArgumentException("The connection is closed.", nameof(offer), exception);
        }
    }
}
