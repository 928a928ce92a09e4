using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// How a connection ends: from above downwards, each layer once the one above it has nothing more to send; or all at once. Whatever begins
/// it first is the reason that is told.
/// </summary>
internal sealed class TransportEnding(
    TransportLayers layers, DataChannelTable channels, EarlyDatagrams early, TransportStates states, PeerEventQueue events, long restartTimeout)
{
    /// <summary>Gets why the connection ends; null while nothing has begun to end it.</summary>
    public PeerChannelCloseReason? Reason { get; private set; }

    /// <summary>Gets what is known of the failure of a layer that <see cref="Reason"/> is about; null where it is about none.</summary>
    public TransportFailure? Failure { get; private set; }

    /// <summary>Gets whether nothing will ever be sent again.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Gets or sets why there are fewer sockets than there could be; null when there are not.</summary>
    public string? LocalTrouble { get; set; }

    /// <summary>Gets when a failed path is no longer waited for; <see cref="long.MaxValue"/> while it has not failed.</summary>
    public long PathDeadline { get; private set; } = long.MaxValue;

    /// <summary>Gets whether either side has begun to end the connection: nothing given from now on would arrive.</summary>
    public bool IsEnding => Reason is not null || IsFinished || layers.HasSctpEnded || layers.Sctp is { State: > SctpState.Established };

    /// <summary>
    /// Ends the connection: what is queued is delivered and acknowledged first (SHUTDOWN), unless <paramref name="abort"/>; then the
    /// peer is told on every layer.
    /// </summary>
    public void Close(PeerChannelCloseReason reason, bool abort, long now)
    {
        Reason ??= reason;
        if (IsFinished)
        {
            return;
        }

        if (layers.LiveSctp is not { } sctp)
        {
            layers.HasSctpEnded = true;
        }
        else if (abort)
        {
            sctp.Abort("closed", now);
        }
        else
        {
            sctp.Shutdown(now);
        }

        if (layers.Dtls is null || !layers.HasDtlsStarted)
        {
            Finish();
        }
    }

    /// <summary>DTLS has ended, and nothing above it can go on.</summary>
    public void OnDtlsEnded(PeerChannelCloseReason reason, TransportFailure failure)
    {
        layers.HasDtlsEnded = true;
        layers.HasSctpEnded = true;
        Begin(reason, failure);
    }

    /// <summary>The association has ended.</summary>
    public void OnSctpEnded(PeerChannelCloseReason reason, TransportFailure failure)
    {
        layers.HasSctpEnded = true;
        channels.OnTransportEnded();
        Begin(reason, failure);
    }

    /// <summary>Looks at the path: once it has failed the connection ends, unless an ICE restart may revive it for a while yet.</summary>
    public void CheckPath(long now)
    {
        if (states.Ice != IceConnectionState.Failed)
        {
            PathDeadline = long.MaxValue;
            return;
        }

        if (PathDeadline == long.MaxValue)
        {
            PathDeadline = now + restartTimeout;
        }

        if (now >= PathDeadline)
        {
            Reason ??= CloseReasonMapping.FromIce(layers.Ice.Failure, LocalTrouble);
            layers.HasSctpEnded = true;
        }
    }

    /// <summary>Once nothing is left to send: SCTP has ended, so close_notify follows, and after that the end. True if more may be sent.</summary>
    public bool EndLayers(long now)
    {
        if (Reason is null || layers.LiveSctp is not null)
        {
            return false;
        }

        if (layers.LiveDtls is { } dtls)
        {
            layers.HasDtlsEnded = true;
            dtls.Close(now);
            return true;
        }

        Finish();
        return false;
    }

    /// <summary>Is over, whatever state the layers are in; the peer is not told.</summary>
    public void EndAtOnce(PeerChannelCloseReason reason)
    {
        Reason ??= reason;
        layers.HasSctpEnded = true;
        layers.HasDtlsEnded = true;
        Finish();
    }

    private void Begin(PeerChannelCloseReason reason, TransportFailure failure)
    {
        if (Reason is null)
        {
            (Reason, Failure) = (reason, failure);
        }
    }

    private void Finish()
    {
        if (IsFinished)
        {
            return;
        }

        IsFinished = true;
        early.Clear();
        var reason = Reason!;
        try
        {
            layers.Ice.Close();
            channels.CloseAll(reason);
        }
        finally
        {
            TellEnd(reason);
        }
    }

    private void TellEnd(PeerChannelCloseReason reason)
    {
        states.Set(reason.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote ? PeerConnectionState.Closed : PeerConnectionState.Failed);
        events.Add(PeerEvent.Closed(reason));
    }
}
