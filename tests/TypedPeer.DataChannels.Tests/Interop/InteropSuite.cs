using System.Text;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>What every real peer must do with us, in both roles. Each peer's class names the facts and says what they need installed.</summary>
public abstract class InteropSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected abstract Task<ForeignPeer> StartPeerAsync();

    /// <summary>Text, bytes, empty messages and 256 KiB, both ways, content checked.</summary>
    private protected async Task ExchangeAsync(bool theyOffer)
    {
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, theyOffer, "main");
        var messages = new MessageCollector(channel);

        foreach (var size in new[] { 1, 1200, 16 * 1024, 64 * 1024, 256 * 1024 })
        {
            channel.Send(Pattern.Create(size, seed: 5));
            var report = await peer.NextAsync("message", "main");
            Assert.Equal(("binary", size, Pattern.Hash(Pattern.Create(size, seed: 5))), ((string)report["kind"]!, (int)report["size"]!, (string)report["sha256"]!));

            await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "binary", size, seed = 9 });
            var (data, isText) = await messages.NextAsync();
            Assert.False(isText);
            Assert.Equal(Pattern.Create(size, seed: 9), data);
        }

        foreach (var text in new[] { "x", "Grüße, 世界 🦊", new string('é', 100 * 1024), new string('w', 256 * 1024) })
        {
            channel.Send(text);
            var report = await peer.NextAsync("message", "main");
            Assert.Equal(("text", Pattern.Hash(Encoding.UTF8.GetBytes(text))), ((string)report["kind"]!, (string)report["sha256"]!));

            await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "text", text });
            var (data, isText) = await messages.NextAsync();
            Assert.True(isText);
            Assert.Equal(text, Encoding.UTF8.GetString(data));
        }

        await ExchangeEmptyAsync(peer, channel, messages);
    }

    private static async Task ExchangeEmptyAsync(ForeignPeer peer, DataChannel channel, MessageCollector messages)
    {
        channel.Send([]);
        channel.Send(string.Empty);
        var binary = await peer.NextAsync("message", "main");
        var text = await peer.NextAsync("message", "main");
        Assert.Equal(("binary", 0), ((string)binary["kind"]!, (int)binary["size"]!));
        Assert.Equal(("text", 0), ((string)text["kind"]!, (int)text["size"]!));

        await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "binary", size = 0 });
        await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "text", text = string.Empty });
        var (data, isText) = await messages.NextAsync();
        Assert.Equal((0, false), (data.Length, isText));
        (data, isText) = await messages.NextAsync();
        Assert.Equal((0, true), (data.Length, isText));
    }

    /// <summary>Connects with complete descriptions; the offerer makes the channel.</summary>
    private protected static async Task<DataChannel> ConnectAsync(ForeignPeer peer, PeerConnection connection, bool theyOffer, string label, DataChannelOptions? options = null)
    {
        if (theyOffer)
        {
            await peer.CommandAsync(new { cmd = "offer", channels = new[] { ToInit(label, options) } });
            var offer = await peer.NextAsync("description");
            await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, (string)offer["sdp"]!));
            await connection.SetLocalDescriptionAsync();
            await connection.GatheringCompleted.WaitAsync(Patience);
            await peer.CommandAsync(new { cmd = "remote", type = "answer", sdp = connection.LocalDescription!.Sdp });
            var incoming = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
            await peer.NextAsync("open", label);
            Assert.Equal(label, incoming.Label);
            return incoming;
        }

        var channel = connection.CreateDataChannel(label, options);
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted.WaitAsync(Patience);
        await peer.CommandAsync(new { cmd = "remote", type = "offer", sdp = connection.LocalDescription!.Sdp });
        var answer = await peer.NextAsync("description");
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, (string)answer["sdp"]!));
        await channel.Opened.WaitAsync(Patience);
        await peer.NextAsync("open", label);
        return channel;
    }

    private protected static Dictionary<string, object> ToInit(string label, DataChannelOptions? options)
    {
        var init = new Dictionary<string, object>(StringComparer.Ordinal) { ["label"] = label };
        options ??= new DataChannelOptions();
        init["ordered"] = options.Ordered;
        init["protocol"] = options.Protocol;
        if (options.MaxRetransmits is { } retransmits)
        {
            init["maxRetransmits"] = retransmits;
        }

        if (options.MaxPacketLifeTime is { } time)
        {
            init["maxPacketLifeTime"] = (int)time.TotalMilliseconds;
        }

        return init;
    }
}
