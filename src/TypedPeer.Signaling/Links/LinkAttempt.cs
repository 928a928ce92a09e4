using System.Runtime.CompilerServices;
using TypedPeer.Ahead;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Links;

/// <summary>One attempt to have a session with a peer, a new one or one that goes on: the connection, and what both sides say first, within <see cref="PeerConnectionOptions.ConnectTimeout"/>.</summary>
/// <param name="connection">A fresh connection, which is the attempt's.</param>
/// <param name="clock">How much of the time is left.</param>
/// <param name="session">The options of a new session.</param>
/// <param name="peer">The peer, whose text is its name.</param>
internal sealed class LinkAttempt(PeerConnection connection, ConnectClock clock, PeerSessionOptions session, object peer)
{
    private readonly TimeProvider _time = connection.GetConfiguration().TimeProvider;

    /// <summary>Returns once both sides have said hello, or the session goes on. Where that fails, or is cancelled, nothing is left of the attempt.</summary>
    /// <param name="connect">Connects.</param>
    /// <param name="configure">What this side serves.</param>
    /// <param name="resumes">The session to go on with, if the peer does; null for a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerConnectException">The peer was not reached, or wants no session with this one.</exception>
    /// <exception cref="Exception">Whatever the application's own code throws that configures the session.</exception>
    public Task<LinkSession> RunAsync(Func<CancellationToken, Task> connect, Action<PeerSessionBuilder>? configure, PeerSession? resumes, CancellationToken cancellationToken) =>
        RunAsync(() => resumes is { CanResume: true } ? ResumeAsync(connect, configure, resumes, cancellationToken) : BeginAsync(connect, configure, cancellationToken), cancellationToken);

    /// <summary>As the other, with a session that begins when the peer has proved who it is: so what it serves may depend on that, and what the connection is for.</summary>
    /// <param name="connect">Connects.</param>
    /// <param name="configure">What this side serves.</param>
    /// <param name="begin">Begins a session on the channel of a connection that is up.</param>
    /// <param name="resumes">The session to go on with, if the peer does; null for a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<LinkSession> RunAsync(
        Func<CancellationToken, Task> connect, Action<PeerSessionBuilder> configure, Func<DataChannel, Task<LinkSession>> begin, PeerSession? resumes, CancellationToken cancellationToken)
    {
        return RunAsync(() => resumes is { CanResume: true } ? ResumeAsync(connect, configure, resumes, cancellationToken) : BeginLateAsync(), cancellationToken);

        async Task<LinkSession> BeginLateAsync()
        {
            var channel = LinkSession.Open(connection);
            await connect(cancellationToken).ConfigureAwait(false);
            return await begin(channel).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private async Task<LinkSession> BeginAsync(Func<CancellationToken, Task> connect, Action<PeerSessionBuilder>? configure, CancellationToken cancellationToken)
    {
        var made = LinkSession.Start(connection, configure, session);
        try
        {
            await connect(cancellationToken).Ahead();
            return made;
        }
        catch
        {
            await made.AbortAsync().Ahead();
            throw;
        }
    }

    /// <summary>Goes on, or begins anew on the same channel where the peer does.</summary>
    private async Task<LinkSession> ResumeAsync(Func<CancellationToken, Task> connect, Action<PeerSessionBuilder>? configure, PeerSession resumes, CancellationToken cancellationToken)
    {
        var channel = new HeldChannel(LinkSession.Open(connection));
        await connect(cancellationToken).ConfigureAwait(false);
        switch (await resumes.ResumeAsync(channel).WaitAsync(clock.Left, _time, cancellationToken).ConfigureAwait(false))
        {
            case ResumeOutcome.GoesOn:
                return new LinkSession(connection, resumes);
            case ResumeOutcome.BegunAnew:
                return LinkSession.Start(connection, channel, configure, session);
            default:
                var message = $"The session with {peer} did not go on over the new connection.";
                throw new PeerConnectException(PeerConnectFailure.Failed, message, new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message));
        }
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private async Task<LinkSession> RunAsync(Func<Task<LinkSession>> make, CancellationToken cancellationToken)
    {
        LinkSession? made = null;
        var isUp = false;
        try
        {
            made = await make().Ahead();
            await made.Session.Connected.WaitAsync(clock.Left, _time, cancellationToken).Ahead();
            isUp = true;
            return made;
        }
        catch (TimeoutException)
        {
            throw ConnectProgress.NoHello(connection.GetConfiguration().ConnectTimeout);
        }
        catch (PeerException exception) when (made is not null)
        {
            throw await ExplainAsync(made.Session, peer, exception).Ahead();
        }
        finally
        {
            if (!isUp)
            {
                await (made?.AbortAsync() ?? connection.DisposeAsync().AsTask()).Ahead();
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

        // What is closed without a word is no refusal that was said.
        var cause = end.Kind == PeerSessionEndKind.ConnectionLost ? end.ChannelReason?.Exception : exception;
        return new PeerConnectException(failure, $"There is no session with {peer}. {end.Message}", new PeerChannelCloseReason(kind, end.Message, cause));
    }
}
