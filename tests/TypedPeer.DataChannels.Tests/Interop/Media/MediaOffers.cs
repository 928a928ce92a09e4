using System.Text;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Interop.Media;

/// <summary>What must hold with a peer that also offers audio and video, which we never take.</summary>
internal static class MediaOffers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Media before the channel, in the first offer.</summary>
    public static async Task OfferMediaFirstAsync(ForeignPeer peer, string bundlePolicy)
    {
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, bundlePolicy, "audio", "video");
        await EchoAsync(peer, channel);
    }

    /// <summary>Transceivers more in the second and third offers, one of which is stopped before it is offered.</summary>
    public static async Task RenegotiateAsync(ForeignPeer peer, string bundlePolicy)
    {
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, bundlePolicy, "audio", "video");
        await EchoAsync(peer, channel);

        await peer.CommandAsync(new { cmd = "media", kinds = new[] { "video" } });
        await AnswerAsync(peer, connection);
        await EchoAsync(peer, channel);

        await peer.CommandAsync(new { cmd = "media", kinds = new[] { "audio", "video" } });
        await peer.CommandAsync(new { cmd = "stop-media", index = -1 });
        await AnswerAsync(peer, connection);
        await EchoAsync(peer, channel);
    }

    /// <summary>Chromium ends the DTLS association and begins another one on new ports, of which no description says anything.</summary>
    public static async Task StopTransportSectionAsync(ForeignPeer peer, string bundlePolicy)
    {
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, bundlePolicy, "audio");
        await EchoAsync(peer, channel);

        await peer.CommandAsync(new { cmd = "stop-media", index = 0 });
        await AnswerAsync(peer, connection);
        Assert.Equal(PeerChannelCloseKind.Remote, (await channel.Closed.WaitAsync(Patience)).Kind);
    }

    /// <summary>Ours follows theirs, and theirs follows ours again.</summary>
    public static async Task OfferLaterAsync(ForeignPeer peer, string bundlePolicy)
    {
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, bundlePolicy, "audio", "video");

        await OfferAsync(peer, connection);
        await EchoAsync(peer, channel);

        await peer.CommandAsync(new { cmd = "media", kinds = new[] { "audio" } });
        await AnswerAsync(peer, connection);
        await OfferAsync(peer, connection);
        await EchoAsync(peer, channel);
    }

    /// <summary>We begin with a channel alone.</summary>
    public static async Task AddMediaToOurOfferAsync(ForeignPeer peer, string bundlePolicy)
    {
        await ResetAsync(peer, bundlePolicy);
        await using var connection = new PeerConnection();
        var channel = connection.CreateDataChannel("main");
        await OfferAsync(peer, connection);
        await channel.Opened.WaitAsync(Patience);
        await peer.NextAsync("open", "main");
        await EchoAsync(peer, channel);

        await peer.CommandAsync(new { cmd = "media", kinds = new[] { "audio", "video" } });
        await AnswerAsync(peer, connection);
        await EchoAsync(peer, channel);

        await OfferAsync(peer, connection);
        await EchoAsync(peer, channel);
    }

    /// <summary>What answers an offer of media alone is accepted, and a channel is offered after that.</summary>
    public static async Task OfferMediaAloneAsync(ForeignPeer peer, string bundlePolicy)
    {
        await ResetAsync(peer, bundlePolicy);
        await peer.CommandAsync(new { cmd = "media", kinds = new[] { "audio", "video" } });
        await peer.CommandAsync(new { cmd = "offer" });
        var text = (string)(await peer.NextAsync("description"))["sdp"]!;
        Assert.True(SdpDescription.TryParse(text, out var offer, out var error), error);
        var answer = SdpDescription.CreateAnswer(offer!, new SdpDataSection { Setup = SdpSetup.Active }, sessionId: 1, version: 1);
        await peer.CommandAsync(new { cmd = "remote", type = "answer", sdp = answer.ToString() });
        await SyncAsync(peer);

        await using var connection = new PeerConnection();
        await AnswerAsync(peer, connection, new { cmd = "offer", channels = new[] { new { label = "main" } } });
        var channel = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
        await peer.NextAsync("open", "main");
        await EchoAsync(peer, channel);
    }

    /// <summary>The restart is theirs, then ours, on the transport of a section for media.</summary>
    public static async Task RestartIceAsync(ForeignPeer peer, string bundlePolicy)
    {
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, bundlePolicy, "audio");

        await peer.CommandAsync(new { cmd = "restart-ice" });
        await AnswerAsync(peer, connection);
        await EchoAsync(peer, channel);

        connection.RestartIce();
        await OfferAsync(peer, connection);
        await EchoAsync(peer, channel);
    }

    private static async Task<DataChannel> ConnectAsync(ForeignPeer peer, PeerConnection connection, string bundlePolicy, params string[] kinds)
    {
        await ResetAsync(peer, bundlePolicy);
        await peer.CommandAsync(new { cmd = "media", kinds });
        await AnswerAsync(peer, connection, new { cmd = "offer", channels = new[] { new { label = "main" } } });
        var channel = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
        await peer.NextAsync("open", "main");
        return channel;
    }

    private static async Task ResetAsync(ForeignPeer peer, string bundlePolicy)
    {
        await peer.CommandAsync(new { cmd = "reset", config = new { bundlePolicy } });
        await peer.NextAsync("reset");
    }

    private static async Task AnswerAsync(ForeignPeer peer, PeerConnection connection, object? offerCommand = null)
    {
        await peer.CommandAsync(offerCommand ?? new { cmd = "offer" });
        var offer = (string)(await peer.NextAsync("description"))["sdp"]!;
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted.WaitAsync(Patience);
        var answer = connection.LocalDescription!;
        Assert.Equal(SdpType.Answer, answer.Type);
        Assert.Equal(Kinds(offer), Kinds(answer.Sdp));
        await peer.CommandAsync(new { cmd = "remote", type = "answer", sdp = answer.Sdp });
        await SyncAsync(peer);
    }

    private static async Task OfferAsync(ForeignPeer peer, PeerConnection connection)
    {
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted.WaitAsync(Patience);
        var offer = connection.LocalDescription!;
        Assert.Equal(SdpType.Offer, offer.Type);
        await peer.CommandAsync(new { cmd = "remote", type = "offer", sdp = offer.Sdp });
        var answer = (string)(await peer.NextAsync("description"))["sdp"]!;
        Assert.Equal(Kinds(offer.Sdp), Kinds(answer));
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer));
    }

    /// <summary>An error of the peer's surfaces here, not only when the next event is missed.</summary>
    private static async Task SyncAsync(ForeignPeer peer)
    {
        await peer.CommandAsync(new { cmd = "sync" });
        await peer.NextAsync("synced");
    }

    private static async Task EchoAsync(ForeignPeer peer, DataChannel channel)
    {
        const string Text = "to be heard again";
        await peer.CommandAsync(new { cmd = "set-mode", channel = "main", mode = "echo" });
        await SyncAsync(peer);
        var messages = new MessageCollector(channel);
        channel.Send(Text);
        var (data, isText) = await messages.NextAsync();
        Assert.Equal((Text, true), (Encoding.UTF8.GetString(data), isText));
    }

    private static string[] Kinds(string sdp) =>
        [.. sdp.Split('\n').Where(line => line.StartsWith("m=", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)])];
}
