using TypedPeer.Channels;
using TypedPeer.Sessions.Resuming;

namespace TypedPeer.Sessions.Driving;

/// <summary>A channel that the session may go on over, and does once it is chosen.</summary>
internal sealed class ResumeAttempt(SessionResuming resuming, IResumeHost host, IPeerChannel channel, ChannelSender sender, ResumeExchange exchange) : IPeerChannelReceiver
{
    private readonly TaskCompletionSource<bool> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isChosen;

    public IPeerChannel Channel => channel;

    public ChannelSender Sender => sender;

    public ResumeExchange Exchange => exchange;

    /// <summary>Gets or sets a value indicating whether the session goes on over this channel.</summary>
    public bool IsChosen
    {
        get => _isChosen;
        set => _isChosen = value;
    }

    /// <summary>Gets a task that completes when it is known whether it does.</summary>
    public Task<bool> Outcome => _outcome.Task;

    /// <summary>Gets a value indicating whether the session does not go on over this channel, which whoever handed it over closes.</summary>
    public bool IsGivenUp => _outcome.Task is { IsCompletedSuccessfully: true, Result: false };

    /// <summary>Tells whoever handed the channel over. False when that was known already.</summary>
    public bool Tell(bool goesOn) => _outcome.TrySetResult(goesOn);

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        if (_isChosen)
        {
            host.Receive(this, message);
        }
        else
        {
            resuming.OnMessage(this, message);
        }
    }

    public void OnBufferedAmountLow()
    {
        if (_isChosen)
        {
            host.Low(this);
        }
    }

    public void OnClosed(PeerChannelCloseReason reason)
    {
        if (_isChosen)
        {
            host.Lose(this, reason);
        }
        else
        {
            resuming.Drop(this);
        }
    }
}
