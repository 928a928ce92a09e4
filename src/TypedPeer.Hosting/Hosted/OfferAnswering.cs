using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Hosting.Hosted;

/// <summary>One offer, one answer, and a session on the connection between, which ends with it.</summary>
internal static class OfferAnswering
{
    /// <summary>What a link makes, and a page by the same words: both sides make it by themselves, which saves announcing it.</summary>
    private static readonly DataChannelOptions Agreed = new() { Negotiated = true, Id = 0 };

    public static async Task<PeerAnswer> AnswerAsync(
        SessionDescription offer, PeerConnectionOptions options, Func<IPeerChannel, PeerConnection, PeerSession> start, CancellationToken cancellationToken)
    {
        if (offer.Type != SdpType.Offer)
        {
            throw new ArgumentException("An offer is answered, and this is none.", nameof(offer));
        }

        var connection = new PeerConnection(options);
        try
        {
            await connection.SetRemoteDescriptionAsync(offer, cancellationToken).ConfigureAwait(false);
            var channel = connection.CreateDataChannel("typedpeer", Agreed);
            await connection.SetLocalDescriptionAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (connection.IceGatheringState == IceGatheringState.New)
            {
                // Nothing to gather for: it would never be complete.
                throw new ArgumentException("The offer has no data channels.", nameof(offer));
            }

            await connection.GatheringCompleted.WaitAsync(cancellationToken).ConfigureAwait(false);
            var answer = connection.LocalDescription ?? throw new InvalidOperationException("The connection ended before it had an answer.");
            var session = start(channel, connection);
            _ = GiveUpAsync(connection, session, options);
            return new(answer, session);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives up a peer that never comes. Never fails.</summary>
    private static async Task GiveUpAsync(PeerConnection connection, PeerSession session, PeerConnectionOptions options)
    {
        var connected = Task.WhenAny(connection.Connected, session.Completion);
        try
        {
            await connected.WaitAsync(options.ConnectTimeout, options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
    }
}
