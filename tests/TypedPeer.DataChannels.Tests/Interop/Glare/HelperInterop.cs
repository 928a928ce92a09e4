using System.Text.Json.Nodes;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.Signaling;

namespace TypedPeer.DataChannels.Tests.Interop.Glare;

/// <summary>A page with W3C's pattern and nothing of ours, and this side by a signaling channel; first offers cross.</summary>
internal sealed class HelperInterop(ForeignPeer peer, PeerConnection connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task RunAsync(bool pageIsPolite)
    {
        await peer.CommandAsync(new { cmd = "negotiate", polite = pageIsPolite });
        var channel = connection.CreateDataChannel("ours");
        await peer.CommandAsync(new { cmd = "create", channels = new[] { new { label = "theirs" } } });

        await connection.ConnectAsync(SignalingChannel.Over(SendAsync, ReceiveAsync), Token).WaitAsync(Patience, Token);

        await channel.Opened.WaitAsync(Patience, Token);
        await peer.NextAsync("open", "theirs");
        await peer.NextAsync("open", "ours");
        var theirs = new MessageCollector(await connection.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        channel.Send("from us");
        Assert.Equal("from us", (string)(await peer.NextAsync("message", "ours"))["text"]!);
        await peer.CommandAsync(new { cmd = "send", channel = "theirs", kind = "text", text = "from them" });
        Assert.Equal("from them"u8.ToArray(), (await theirs.NextAsync()).Data);
        await peer.NextAsync(pageIsPolite ? "taken-back" : "ignored");
    }

    /// <summary>The page reads descriptions and candidates as they are. Nothing leaves before the page has offered as well.</summary>
    private async ValueTask SendAsync(string message, CancellationToken cancellationToken)
    {
        if (!_offered.Task.IsCompleted)
        {
            await peer.Signals.WaitToReadAsync(cancellationToken);
        }

        var parts = JsonNode.Parse(message)!;
        var command = (parts["description"] ?? parts["candidate"])!.AsObject();
        command["cmd"] = "signal";
        await peer.CommandAsync(command);
        _offered.TrySetResult();
    }

    private async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        await _offered.Task.WaitAsync(cancellationToken);
        return (await peer.Signals.ReadAsync(cancellationToken)).ToJsonString();
    }
}
