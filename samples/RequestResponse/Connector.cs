using TypedPeer.DataChannels;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Makes one data channel between two processes, offer and answer passed by hand.</summary>
internal static class Connector
{
    /// <summary>What both sides agree to call the channel.</summary>
    public const string ChannelLabel = "typedpeer";

    /// <summary>The calling side: makes the channel and the offer, takes the answer.</summary>
    public static async Task<DataChannel> OfferAsync(PeerConnection connection, ISignalling signalling, Report report, CancellationToken cancellationToken)
    {
        var channel = connection.CreateDataChannel(ChannelLabel);
        var offer = await DescribeAsync(connection, await connection.CreateOfferAsync(cancellationToken), cancellationToken);
        report.Line("signalling", $"offer of {offer.Length} bytes handed over");
        await signalling.SendAsync(SignallingCode.Encode("offer", offer), cancellationToken);

        var answer = SignallingCode.Decode("answer", await signalling.ReceiveAsync("answer", cancellationToken));
        report.Line("signalling", $"answer of {answer.Length} bytes came back");
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer), cancellationToken);
        await channel.Opened.WaitAsync(cancellationToken);
        return channel;
    }

    /// <summary>The answering side: takes the offer, makes the answer, waits for the channel the other side made.</summary>
    public static async Task<DataChannel> AnswerAsync(PeerConnection connection, ISignalling signalling, CancellationToken cancellationToken)
    {
        var offer = SignallingCode.Decode("offer", await signalling.ReceiveAsync("offer", cancellationToken));
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer), cancellationToken);
        var answer = await DescribeAsync(connection, await connection.CreateAnswerAsync(cancellationToken), cancellationToken);
        await signalling.SendAsync(SignallingCode.Encode("answer", answer), cancellationToken);
        return await connection.AcceptDataChannelAsync(cancellationToken);
    }

    /// <summary>Sets the description and returns it with every candidate in it, since nothing can be added once it is handed over.</summary>
    private static async Task<string> DescribeAsync(PeerConnection connection, SessionDescription description, CancellationToken cancellationToken)
    {
        await connection.SetLocalDescriptionAsync(description, cancellationToken);
        await connection.GatheringCompleted.WaitAsync(cancellationToken);
        return connection.LocalDescription!.Sdp;
    }
}
