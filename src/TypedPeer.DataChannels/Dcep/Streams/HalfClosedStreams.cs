namespace TypedPeer.DataChannels.Dcep.Streams;

/// <summary>
/// Streams that are no channel here, or no longer, and are not reset in both directions yet (RFC 8831, section 6.7). The channel's
/// object is gone by then; what is left is a bit for each direction, however many a peer leaves like this.
/// </summary>
internal sealed class HalfClosedStreams
{
    private readonly StreamIdSet _outgoing = new();
    private readonly StreamIdSet _incoming = new();
    private readonly StreamIdSet _again = new();

    /// <summary>Tells whether our direction is being reset: nothing can be sent on the stream.</summary>
    public bool IsResetting(ushort stream) => _outgoing.Contains(stream);

    /// <summary>Tells whether the peer still has to reset its direction: what comes on the stream belongs to nobody.</summary>
    public bool AwaitsPeer(ushort stream) => _incoming.Contains(stream);

    /// <summary>Tells whether a new channel has to take another stream.</summary>
    public bool IsTaken(ushort stream) => IsResetting(stream) || AwaitsPeer(stream);

    /// <summary>Our direction is going to be reset.</summary>
    public void BeginReset(ushort stream) => _outgoing.Add(stream);

    /// <summary>The peer is expected to reset its direction.</summary>
    public void AwaitPeer(ushort stream) => _incoming.Add(stream);

    /// <summary>The application uses the stream all the same: the peer never closed it.</summary>
    public void StopAwaiting(ushort stream) => _incoming.Remove(stream);

    /// <summary>
    /// The peer reset its direction; true when that was awaited, or another answer is under way: the peer has seen it, used the stream anew
    /// and closed that, too, so that one more answer is to follow.
    /// </summary>
    public bool OnIncomingReset(ushort stream)
    {
        if (_incoming.Remove(stream))
        {
            return true;
        }

        if (!_outgoing.Contains(stream))
        {
            return false;
        }

        AskAgain(stream);
        return true;
    }

    /// <summary>The peer waits for another reset after the one that is under way.</summary>
    public void AskAgain(ushort stream) => _again.Add(stream);

    /// <summary>Tells, once, whether the peer waits for another reset after the one that is done.</summary>
    public bool TakeIsAskedAgain(ushort stream) => _again.Remove(stream);

    /// <summary>Our reset was answered; true when the stream was one of these. A peer that refuses resets will not send one either.</summary>
    public bool OnOutgoingDone(ushort stream, bool accepted)
    {
        if (!accepted)
        {
            _incoming.Remove(stream);
        }

        return _outgoing.Remove(stream);
    }
}
