using System.Threading.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Networks.Protocol;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling.Networks;

/// <summary>The envelopes of one connection, as a signaling channel. Its members are called under the network's lock, unless they say otherwise.</summary>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class Exchange
#pragma warning restore CA1001
{
    /// <summary>The most messages that wait until the connection takes them: an attempt has a few dozen, and those of a hostile peer beyond that are lost.</summary>
    private const int MaxWaiting = 256;

    /// <summary>How long an answer is waited for before the offer is said again, and twice as long each time: a few round trips by way of a slow server. An attempt to connect says it three times.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The longest of these waits: where a path works again without the restart that was offered, nobody is in a hurry.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMinutes(1);

    private readonly INameServices _network;
    private readonly string _peer;
    private readonly UInt128 _link;
    private readonly Channel<string> _incoming = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _over = new();
    private SignalMessage? _lastDescription;
    private bool _isUp;
    private bool _isRepeating;

    public Exchange(INameServices network, string peer, UInt128 link, string connectionId, bool offers)
    {
        (_network, _peer, _link, ConnectionId, IsOffering) = (network, peer, link, connectionId, offers);
        Signaling = SignalingChannel.Over(SendAsync, ReceiveAsync, offers, network.DrawNumber);
    }

    /// <summary>Gets the connection's id.</summary>
    public string ConnectionId { get; }

    /// <summary>Gets whether this side has offered it, and the peer has not answered.</summary>
    public bool IsOffering { get; private set; }

    /// <summary>Gets the signaling channel.</summary>
    public SignalingChannel Signaling { get; }

    /// <summary>Gets or sets the connection, once there is one.</summary>
    public PeerConnection? Connection { get; set; }

    /// <summary>Gets why there will be no connection, where that is known.</summary>
    public PeerNetworkException? Failure { get; private set; }

    /// <summary>Gets what is cancelled when another exchange takes the place of this one, or it has failed.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>A message of the peer's came.</summary>
    public void Deliver(LinkSignal signal)
    {
        IsOffering &= signal.Kind is LinkSignalKind.Candidate;
        _incoming.Writer.TryWrite(signal.Message);
    }

    /// <summary>The connection is up: what fails from now on is the connection's to tell.</summary>
    public void OnUp() => _isUp = true;

    /// <summary>There will be no connection, unless it is up already.</summary>
    public void Fail(PeerNetworkException reason)
    {
        if (!_isUp)
        {
            Failure ??= reason;
            _ = _over.CancelAsync();
        }
    }

    /// <summary>Another takes its place.</summary>
    public void Supersede() => _ = _over.CancelAsync();

    /// <summary>There is a server again: what was said last may have been lost with the one before.</summary>
    public void Repeat()
    {
        if (_lastDescription is { } last && Connection is { } connection && connection.LocalDescription is { } description
            && (connection.SignalingState == SignalingState.HaveLocalOffer || connection.ConnectionState is PeerConnectionState.New or PeerConnectionState.Connecting))
        {
            // With the candidates that were found since.
            _network.TrySend(LinkSignal.Write(SignalMessage.Write(description, last.TieBreaker), _peer, ConnectionId, _link, _network.Metadata));
        }
    }

    /// <summary>Sends a message of the connection's. Without the lock.</summary>
    private ValueTask SendAsync(string message, CancellationToken cancellationToken)
    {
        lock (_network.Gate)
        {
            if (SignalMessage.Parse(message) is { Description: { } said } description)
            {
                _lastDescription = description;
                if (said.Type == SdpType.Offer && !_isRepeating && Connection is { } connection)
                {
                    _isRepeating = true;
                    _ = RepeatUntilAnsweredAsync(connection, connection.GetConfiguration().TimeProvider);
                }
            }

            // Without a server it is said again when there is one.
            _network.TrySend(LinkSignal.Write(message, _peer, ConnectionId, _link, _network.Metadata));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Servers lose what they are told, too: an offer is said again until it is answered. Never fails.</summary>
    private async Task RepeatUntilAnsweredAsync(PeerConnection connection, TimeProvider time)
    {
        Task closed = connection.Closed;
        for (var patience = Patience; ; patience = patience * 2 < LongestPatience ? patience * 2 : LongestPatience)
        {
            await closed.WaitAsync(patience, time, Over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_network.Gate)
            {
                _isRepeating = !closed.IsCompleted && !Over.IsCancellationRequested && connection.SignalingState == SignalingState.HaveLocalOffer;
                if (!_isRepeating)
                {
                    return;
                }

                Repeat();
            }
        }
    }

    private async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken) => await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
}
