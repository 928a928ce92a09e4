using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>One data channel between this process and one it started; the descriptions pass over standard input and output.</summary>
internal static class Connecting
{
    public static async Task<DataChannel> OfferAsync(PeerConnection connection, PeerProcess process, string label)
    {
        var channel = connection.CreateDataChannel(label);
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted;
        await process.CommandAsync(new { cmd = "offer", sdp = connection.LocalDescription!.Sdp });
        var answer = await process.NextAsync("description");
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, (string)answer["sdp"]!));
        await channel.Opened;
        return channel;
    }

    /// <summary>Takes an offer and returns the answer.</summary>
    public static async Task<string> AnswerAsync(PeerConnection connection, string offer)
    {
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted;
        return connection.LocalDescription!.Sdp;
    }
}
