using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>How much of <see cref="PeerConnectionOptions.ConnectTimeout"/> is left to one attempt, for whoever waits for its next step.</summary>
internal sealed class ConnectClock(PeerConnectionOptions options)
{
    private long _started = options.TimeProvider.GetTimestamp();

    /// <summary>Gets what is left.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = options.ConnectTimeout - options.TimeProvider.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The time runs from now on: what was before took as long as it took.</summary>
    public void Restart() => _started = options.TimeProvider.GetTimestamp();
}
