namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// The closing of streams (RFC 8831, section 6.7): each side resets its direction, and whoever is to have the stream next has it when both are.
/// </summary>
internal sealed class DataChannelResets(DataChannelRegistry channels, DataChannelReader reader, DataChannelOpener opener)
{
    /// <summary>
    /// The peer reset its direction of a stream: it closes the channel. It waits for us to reset ours, also where we know of no channel; so
    /// that is done, once.
    /// </summary>
    public void OnStreamReset(ushort stream, long now)
    {
        if (channels.Closed is not null)
        {
            return;
        }

        var channel = channels.Find(stream);
        if (channel is not null && channels.HalfClosed.IsResetting(stream))
        {
            EndWaiting(stream, channel);
        }
        else if (channel is { IncomingReset: true })
        {
            // It has seen our answer, which we do not know yet, used the stream anew and closed that, too.
            channels.HalfClosed.AskAgain(stream);
            reader.OnStrayReset(stream);
        }
        else if (channel is not null)
        {
            channel.IncomingReset = true;
            if (!channel.ResetRequested)
            {
                channel.CloseReason ??= CloseReasons.RemoteChannel;
                channels.BeginForcedReset(channel);
            }

            EndWhenReset(channel, now);
        }
        else if (channels.HalfClosed.OnIncomingReset(stream))
        {
            reader.OnStrayReset(stream);
        }
        else if (channels.Transport is not null && stream < channels.Ids.Limit)
        {
            reader.OnStrayReset(stream);
            channels.AnswerReset(stream);
        }
    }

    /// <summary>The peer answered our reset; refused or not, there is nothing more to do on our side.</summary>
    public void OnStreamResetDone(ushort stream, bool accepted, long now)
    {
        var channel = channels.Find(stream);
        if (channels.HalfClosed.OnOutgoingDone(stream, accepted))
        {
            OnStreamFree(stream, channel, now);
        }
        else if (channel is { ResetRequested: true })
        {
            channel.OutgoingReset = true;
            channel.IncomingReset |= !accepted;
            EndWhenReset(channel, now);
        }
    }

    /// <summary>The peer closed a channel that waits here for its stream to be free: it gets what came for it, and never sends.</summary>
    private void EndWaiting(ushort stream, DataChannelCore channel)
    {
        channels.HalfClosed.OnIncomingReset(stream);
        reader.DeliverEarly(channel, stream);
        channels.TellClosing(channel);
        channels.Forget(channel);
        channels.End(channel, CloseReasons.RemoteChannel);
    }

    /// <summary>A stream is reset in both directions: whoever is to have it next has it now.</summary>
    private void OnStreamFree(ushort stream, DataChannelCore? next, long now)
    {
        if (channels.HalfClosed.TakeIsAskedAgain(stream))
        {
            channels.AnswerReset(stream);
        }
        else if (next is null)
        {
            reader.OnStreamFree(stream);
        }
        else if (next.ResetRequested)
        {
            // Its end was asked for while the stream was still being reset for the channel before.
            channels.AskReset(stream);
        }
        else
        {
            opener.OpenIfPossible(next, now);
        }
    }

    private void EndWhenReset(DataChannelCore channel, long now)
    {
        if (channels.TryEndReset(channel))
        {
            OnStreamFree(channel.Id!.Value, next: null, now);
        }
    }
}
