using System.Text;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>What every real peer must do with us, in both roles. Each peer's class names the facts and says what they need installed.</summary>
public abstract class InteropSuite
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The slowest stack moves 10 MB/s where nothing else runs.</summary>
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(5);

    /// <summary>Gets whether the peer says goodbye when it closes its connection; the others are missed when consent expires.</summary>
    private protected virtual bool SaysGoodbye => true;

    /// <summary>Gets whether the peer can announce a channel that is both unordered and limited in retransmissions.</summary>
    private protected virtual bool AnnouncesUnorderedLimited => true;

    /// <summary>Gets whether the peer can send a message without content.</summary>
    private protected virtual bool SendsEmptyMessages => true;

    private protected abstract Task<ForeignPeer> StartPeerAsync();

    /// <summary>Makes our side of an exchange.</summary>
    private protected virtual PeerConnection CreateConnection() => new();

    /// <summary>What becomes of a description on its way to the other side.</summary>
    private protected virtual string Carry(string sdp) => sdp;

    /// <summary>Looks whether a connection is one of the kind that the class is about.</summary>
    private protected virtual void Check(PeerConnection connected)
    {
    }

    /// <summary>Text, bytes, empty messages and 256 KiB, both ways, content checked.</summary>
    private protected async Task ExchangeAsync(bool theyOffer)
    {
        await using var peer = await StartPeerAsync();
        await using var connection = CreateConnection();
        var channel = await ConnectAsync(peer, connection, theyOffer, "main");
        Check(connection);
        var messages = new MessageCollector(channel);

        foreach (var size in new[] { 1, 1200, 16 * 1024, 64 * 1024, 256 * 1024 })
        {
            // A peer that takes less says so in its description.
            var taken = Math.Min(size, channel.MaxMessageSize);
            channel.Send(Pattern.Create(taken, seed: 5));
            var report = await peer.NextAsync("message", "main");
            Assert.Equal(("binary", taken, Pattern.Hash(Pattern.Create(taken, seed: 5))), ((string)report["kind"]!, (int)report["size"]!, (string)report["sha256"]!));

            await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "binary", size, seed = 9 });
            var (data, isText) = await messages.NextAsync();
            Assert.False(isText);
            Assert.Equal(Pattern.Create(size, seed: 9), data);
        }

        foreach (var text in new[] { "x", "Grüße, 世界 🦊", new string('é', 30 * 1024), new string('w', Math.Min(256 * 1024, channel.MaxMessageSize)) })
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

    private async Task ExchangeEmptyAsync(ForeignPeer peer, DataChannel channel, MessageCollector messages)
    {
        channel.Send([]);
        channel.Send(string.Empty);
        var binary = await peer.NextAsync("message", "main");
        var text = await peer.NextAsync("message", "main");
        Assert.Equal(("binary", 0), ((string)binary["kind"]!, (int)binary["size"]!));
        Assert.Equal(("text", 0), ((string)text["kind"]!, (int)text["size"]!));

        if (!SendsEmptyMessages)
        {
            return;
        }

        await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "binary", size = 0 });
        await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "text", text = string.Empty });
        var (data, isText) = await messages.NextAsync();
        Assert.Equal((0, false), (data.Length, isText));
        (data, isText) = await messages.NextAsync();
        Assert.Equal((0, true), (data.Length, isText));
    }

    /// <summary>A channel without order and retransmissions: what arrives is whole, and on a path without loss it is all.</summary>
    private protected async Task ExchangeUnorderedAsync(bool theyOffer)
    {
        const int Count = 50;
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        var options = new DataChannelOptions { Ordered = false, MaxRetransmits = 0, Protocol = "game" };
        var channel = await ConnectAsync(peer, connection, theyOffer, "fast", options);
        Assert.Equal((theyOffer && !AnnouncesUnorderedLimited, 0, "game"), (channel.Ordered, channel.MaxRetransmits, channel.Protocol));
        var messages = new MessageCollector(channel);

        for (var i = 0; i < Count; i++)
        {
            channel.Send(Pattern.Create(500, i));
            await peer.CommandAsync(new { cmd = "send", channel = "fast", kind = "binary", size = 500, index = i });
        }

        var expected = Enumerable.Range(0, Count).Select(i => Pattern.Hash(Pattern.Create(500, i))).ToHashSet(StringComparer.Ordinal);
        var arrivedHere = new HashSet<string>(StringComparer.Ordinal);
        var arrivedThere = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            arrivedHere.Add(Pattern.Hash((await messages.NextAsync()).Data));
            arrivedThere.Add((string)(await peer.NextAsync("message", "fast"))["sha256"]!);
        }

        Assert.Equal(expected, arrivedHere);
        Assert.Equal(expected, arrivedThere);
    }

    /// <summary>A hundred channels at once, each with its own traffic.</summary>
    private protected async Task UseHundredChannelsAsync(bool theyOffer)
    {
        const int Count = 100;
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        await ConnectAsync(peer, connection, theyOffer, "first");
        var channels = new Dictionary<string, DataChannel>(StringComparer.Ordinal);
        var labels = Enumerable.Range(0, Count).Select(i => $"c{i}").ToArray();
        if (theyOffer)
        {
            await peer.CommandAsync(new { cmd = "create", channels = labels.Select(l => ToInit(l, null)).ToArray() });
            foreach (var _ in labels)
            {
                var channel = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
                channels.Add(channel.Label, channel);
            }
        }
        else
        {
            channels = labels.ToDictionary(l => l, l => connection.CreateDataChannel(l), StringComparer.Ordinal);
        }

        foreach (var label in labels)
        {
            await peer.NextAsync("open", label);
            channels[label].Send(label);
            await peer.CommandAsync(new { cmd = "send", channel = label, kind = "text", text = "re: " + label });
        }

        foreach (var label in labels)
        {
            Assert.Equal(label, (string)(await peer.NextAsync("message", label))["text"]!);
            Assert.Equal("re: " + label, Encoding.UTF8.GetString((await new MessageCollector(channels[label]).NextAsync()).Data));
        }

        Assert.Equal(Count, channels.Values.Select(c => c.Id).Distinct().Count());
    }

    /// <summary>Channels closed by us, by them, and the connection closed by one of both.</summary>
    private protected async Task CloseAsync(bool theyOffer)
    {
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        var ours = await ConnectAsync(peer, connection, theyOffer, "ours");
        var theirs = connection.CreateDataChannel("theirs");
        await peer.NextAsync("open", "theirs");

        ours.Send("last words");
        await ours.CloseAsync().AsTask().WaitAsync(Patience);
        Assert.Equal("last words", (string)(await peer.NextAsync("message", "ours"))["text"]!);

        await peer.NextAsync("closed", "ours");

        await peer.CommandAsync(new { cmd = "close-channel", channel = "theirs" });
        Assert.Equal(PeerChannelCloseKind.Remote, (await theirs.Closed.WaitAsync(Patience)).Kind);
        await peer.NextAsync("closed", "theirs");

        var again = connection.CreateDataChannel("again");
        await peer.NextAsync("open", "again");
        if (theyOffer)
        {
            var expected = SaysGoodbye ? PeerChannelCloseKind.Remote : PeerChannelCloseKind.ConnectionLost;
            await peer.CommandAsync(new { cmd = "close" });
            Assert.Equal(expected, (await connection.Closed.WaitAsync(Patience)).Kind);
            Assert.Equal(expected, (await again.Closed.WaitAsync(Patience)).Kind);
        }
        else
        {
            await connection.CloseAsync().AsTask().WaitAsync(Patience);
            await peer.NextAsync("closed", "again");
        }
    }

    /// <summary>256 MiB in CI and 64 elsewhere, every message different, checked by one hash over all: from the offerer to the answerer.</summary>
    private protected async Task MoveLargeTransferAsync(bool theyOffer)
    {
        const int Size = 64 * 1024;
        var count = LargeTransfers.Pick(4096, 1024);
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, theyOffer, "bulk");
        if (theyOffer)
        {
            var receiver = new HashingReceiver(channel, count);
            await peer.CommandAsync(new { cmd = "flood", channel = "bulk", size = Size, count, hash = true });
            var flooded = await peer.NextAsync("flooded", "bulk", LongPatience);
            Assert.Equal((string)flooded["sha256"]!, await receiver.Completed.WaitAsync(LongPatience));
        }
        else
        {
            await peer.CommandAsync(new { cmd = "expect", channel = "bulk", count, hash = true });
            await peer.CommandAsync(new { cmd = "sync" });
            await peer.NextAsync("synced");
            var hash = await HashingSender.SendAsync(channel, Size, count).WaitAsync(LongPatience);
            Assert.Equal(hash, (string)(await peer.NextAsync("expected", "bulk", LongPatience))["sha256"]!);
        }
    }

    /// <summary>Both sides get fresh credentials (RFC 8445, section 9), and the channel stays as it is.</summary>
    private protected async Task RestartIceAsync(bool theyOffer)
    {
        await using var peer = await StartPeerAsync();
        await using var connection = new PeerConnection();
        var channel = await ConnectAsync(peer, connection, theyOffer, "main");
        var messages = new MessageCollector(channel);
        var (before, theirsBefore) = (UsernameFragment(connection.LocalDescription), UsernameFragment(connection.RemoteDescription));

        if (theyOffer)
        {
            await peer.CommandAsync(new { cmd = "restart-ice" });
            await peer.CommandAsync(new { cmd = "offer" });
            await TakeOfferAsync(peer, connection);
        }
        else
        {
            connection.RestartIce();
            await MakeOfferAsync(peer, connection);
        }

        Assert.NotEqual(before, UsernameFragment(connection.LocalDescription));
        Assert.NotEqual(theirsBefore, UsernameFragment(connection.RemoteDescription));
        await peer.CommandAsync(new { cmd = "send", channel = "main", kind = "text", text = "still here" });
        Assert.Equal("still here", Encoding.UTF8.GetString((await messages.NextAsync()).Data));
        channel.Send("here too");
        Assert.Equal("here too", (string)(await peer.NextAsync("message", "main"))["text"]!);
    }

    /// <summary>Connects with complete descriptions; the offerer makes the channel.</summary>
    private protected async Task<DataChannel> ConnectAsync(ForeignPeer peer, PeerConnection connection, bool theyOffer, string label, DataChannelOptions? options = null)
    {
        if (theyOffer)
        {
            await peer.CommandAsync(new { cmd = "offer", channels = new[] { ToInit(label, options) } });
            await TakeOfferAsync(peer, connection);
            var incoming = await connection.AcceptDataChannelAsync().AsTask().WaitAsync(Patience);
            await peer.NextAsync("open", label);
            Assert.Equal(label, incoming.Label);
            return incoming;
        }

        var channel = connection.CreateDataChannel(label, options);
        await MakeOfferAsync(peer, connection);
        await channel.Opened.WaitAsync(Patience);
        await peer.NextAsync("open", label);
        return channel;
    }

    private async Task TakeOfferAsync(ForeignPeer peer, PeerConnection connection)
    {
        var offer = await peer.NextAsync("description");
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, Carry((string)offer["sdp"]!)));
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted.WaitAsync(Patience);
        await peer.CommandAsync(new { cmd = "remote", type = "answer", sdp = Carry(connection.LocalDescription!.Sdp) });
    }

    private async Task MakeOfferAsync(ForeignPeer peer, PeerConnection connection)
    {
        await connection.SetLocalDescriptionAsync();
        await connection.GatheringCompleted.WaitAsync(Patience);
        await peer.CommandAsync(new { cmd = "remote", type = "offer", sdp = Carry(connection.LocalDescription!.Sdp) });
        var answer = await peer.NextAsync("description");
        await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, Carry((string)answer["sdp"]!)));
    }

    private static string UsernameFragment(SessionDescription? description) =>
        description!.Sdp.Split('\n').First(line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal)).Trim();

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
