using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Links;

/// <summary>One attempt to have a session with a peer: the connection, and both hellos, within <see cref="PeerConnectionOptions.ConnectTimeout"/>.</summary>
internal static class LinkAttempt
{
    /// <summary>Returns once both sides have said hello. Where that fails, or is cancelled, nothing is left.</summary>
    /// <param name="connection">A fresh connection, which is the attempt's.</param>
    /// <param name="clock">How much of the time is left.</param>
    /// <param name="connect">Connects.</param>
    /// <param name="configure">What this side serves.</param>
    /// <param name="session">The options of the session.</param>
    /// <param name="peer">The peer, whose text is its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerConnectException">The peer was not reached, or wants no session with this one.</exception>
    /// <exception cref="Exception">Whatever the application's own code throws that configures the session.</exception>
    public static Task<LinkSession> RunAsync(
        PeerConnection connection,
        ConnectClock clock,
        Func<CancellationToken, Task> connect,
        Action<PeerSessionBuilder>? configure,
        PeerSessionOptions session,
        object peer,
        CancellationToken cancellationToken) => RunAsync(
            connection,
            clock,
            async () =>
            {
                var made = LinkSession.Start(connection, configure, session);
                try
                {
                    await connect(cancellationToken).ConfigureAwait(false);
                    return made;
                }
                catch
                {
                    await made.AbortAsync().ConfigureAwait(false);
                    throw;
                }
            },
            peer,
            cancellationToken);

    /// <summary>As the other, with a session that begins when the peer has proved who it is: so what it serves may depend on that.</summary>
    public static Task<LinkSession> RunAsync(
        PeerConnection connection,
        ConnectClock clock,
        Func<CancellationToken, Task> connect,
        Action<PeerSessionBuilder, PeerConnection> configure,
        PeerSessionOptions session,
        object peer,
        CancellationToken cancellationToken) => RunAsync(
            connection,
            clock,
            async () =>
            {
                var channel = LinkSession.Open(connection);
                await connect(cancellationToken).ConfigureAwait(false);
                return LinkSession.Start(connection, channel, builder => configure(builder, connection), session);
            },
            peer,
            cancellationToken);

    private static async Task<LinkSession> RunAsync(PeerConnection connection, ConnectClock clock, Func<Task<LinkSession>> make, object peer, CancellationToken cancellationToken)
    {
        LinkSession? made = null;
        var isUp = false;
        try
        {
            made = await make().ConfigureAwait(false);
            await made.Session.Connected.WaitAsync(clock.Left, connection.GetConfiguration().TimeProvider, cancellationToken).ConfigureAwait(false);
            isUp = true;
            return made;
        }
        catch (TimeoutException)
        {
            throw ConnectProgress.NoHello(connection.GetConfiguration().ConnectTimeout);
        }
        catch (PeerException exception) when (made is not null)
        {
            throw await ExplainAsync(made.Session, peer, exception).ConfigureAwait(false);
        }
        finally
        {
            if (!isUp)
            {
                await (made?.AbortAsync() ?? connection.DisposeAsync().AsTask()).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says why the session ended before the peer's hello.</summary>
    private static async Task<PeerConnectException> ExplainAsync(PeerSession session, object peer, PeerException exception)
    {
        var end = await session.Completion.ConfigureAwait(false);
        var (failure, kind) = end.Kind switch
        {
            PeerSessionEndKind.StoppedByPeer or PeerSessionEndKind.NotAuthorized => (PeerConnectFailure.Refused, PeerChannelCloseKind.Remote),
            PeerSessionEndKind.ConnectionLost when end.ChannelReason?.Kind == PeerChannelCloseKind.Remote => (PeerConnectFailure.Refused, PeerChannelCloseKind.Remote),
            PeerSessionEndKind.ConnectionLost when end.ChannelReason is null => (PeerConnectFailure.NoHello, PeerChannelCloseKind.ConnectionLost),
            PeerSessionEndKind.ConnectionLost => (PeerConnectFailure.Failed, PeerChannelCloseKind.ConnectionLost),
            PeerSessionEndKind.ProtocolError => (PeerConnectFailure.Failed, PeerChannelCloseKind.ProtocolError),
            _ => (PeerConnectFailure.Failed, PeerChannelCloseKind.Local),
        };
        return new PeerConnectException(failure, $"There is no session with {peer}. {end.Message}", new PeerChannelCloseReason(kind, end.Message, exception));
    }
}
