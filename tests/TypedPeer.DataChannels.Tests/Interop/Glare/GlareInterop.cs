using System.Text.Json.Nodes;
using System.Threading.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Interop.Glare;

/// <summary>Perfect negotiation on both sides, ours and a foreign one, with offers that cross.</summary>
internal sealed class GlareInterop(ForeignPeer peer, PeerConnection connection, bool weArePolite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<object> _ours = Channel.CreateUnbounded<object>();
    private PerfectNegotiation _negotiation = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Two first offers cross, then two ICE restarts do; data flows after each.</summary>
    public async Task RunAsync()
    {
        _negotiation = new PerfectNegotiation(connection, weArePolite, signal => _ours.Writer.WriteAsync(signal).AsTask());
        await peer.CommandAsync(new { cmd = "negotiate", polite = !weArePolite });
        var channel = connection.CreateDataChannel("ours");
        await peer.CommandAsync(new { cmd = "create", channels = new[] { new { label = "theirs" } } });

        await CrossAsync(async () =>
        {
            await channel.Opened.WaitAsync(Patience, Token);
            await peer.NextAsync("open", "theirs");
            await peer.NextAsync("open", "ours");
        });
        Assert.Equal(SignalingState.Stable, connection.SignalingState);
        var theirs = new MessageCollector(await connection.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token));
        await AssertCarriesAsync(channel, theirs);
        var before = (Fragment(connection.LocalDescription!), Fragment(connection.RemoteDescription!));

        var isRestarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.SignalingStateChanged += state =>
        {
            if (state == SignalingState.Stable && Fragment(connection.LocalDescription!) != before.Item1)
            {
                isRestarted.TrySetResult();
            }
        };
        connection.RestartIce();
        await peer.CommandAsync(new { cmd = "restart-ice" });
        await CrossAsync(async () =>
        {
            await isRestarted.Task.WaitAsync(Patience, Token);
            await AssertCarriesAsync(channel, theirs);
        });

        Assert.Equal(SignalingState.Stable, connection.SignalingState);
        Assert.NotEqual(before.Item1, Fragment(connection.LocalDescription!));
        Assert.NotEqual(before.Item2, Fragment(connection.RemoteDescription!));
        Assert.Equal(weArePolite ? (2, 0) : (0, 2), (_negotiation.TakenBack, _negotiation.Ignored));
        await peer.NextAsync(weArePolite ? "ignored" : "taken-back");
        await peer.NextAsync(weArePolite ? "ignored" : "taken-back");
    }

    /// <summary>Waits until both sides have made an offer, lets them cross, and carries signals until a condition holds.</summary>
    private async Task CrossAsync(Func<Task> until)
    {
        while (true)
        {
            var signal = await _ours.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);
            if (signal is SessionDescription { Type: SdpType.Offer } offer)
            {
                JsonObject theirs;
                do
                {
                    theirs = await peer.Signals.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);
                    if ((string?)theirs["type"] != "offer")
                    {
                        await TakeAsync(theirs);
                    }
                }
                while ((string?)theirs["type"] != "offer");

                await SendAsync(offer);
                await TakeAsync(theirs);
                break;
            }

            await SendAsync(signal);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var carrying = Task.WhenAll(CarryAsync(_ours.Reader, SendAsync, ended.Token), CarryAsync(peer.Signals, TakeAsync, ended.Token));
        var done = until();
        if (await Task.WhenAny(carrying, done) == carrying)
        {
            await carrying;
        }

        await done;
        await ended.CancelAsync();
        await carrying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (carrying.IsFaulted)
        {
            await carrying;
        }
    }

    private static async Task CarryAsync<T>(ChannelReader<T> from, Func<T, Task> to, CancellationToken cancellationToken)
    {
        while (true)
        {
            await to(await from.ReadAsync(cancellationToken));
        }
    }

    private Task SendAsync(object signal) => signal switch
    {
        SessionDescription description => peer.CommandAsync(new { cmd = "signal", type = description.Type == SdpType.Offer ? "offer" : "answer", sdp = description.Sdp }),
        IceCandidateInit candidate => peer.CommandAsync(new { cmd = "signal", candidate = candidate.Candidate, sdpMid = candidate.SdpMid, sdpMLineIndex = candidate.SdpMLineIndex, usernameFragment = candidate.UsernameFragment }),
        _ => throw new InvalidOperationException($"{signal} is no signal."),
    };

    private Task TakeAsync(JsonObject signal) => (string?)signal["type"] is { } type
        ? _negotiation.OnDescriptionAsync(new SessionDescription(type == "offer" ? SdpType.Offer : SdpType.Answer, (string)signal["sdp"]!))
        : _negotiation.OnCandidateAsync(new IceCandidateInit((string)signal["candidate"]!, (string?)signal["sdpMid"], (int?)signal["sdpMLineIndex"], (string?)signal["usernameFragment"]));

    private async Task AssertCarriesAsync(DataChannel channel, MessageCollector theirs)
    {
        channel.Send("from us");
        Assert.Equal("from us", (string)(await peer.NextAsync("message", "ours"))["text"]!);
        await peer.CommandAsync(new { cmd = "send", channel = "theirs", kind = "text", text = "from them" });
        Assert.Equal("from them"u8.ToArray(), (await theirs.NextAsync()).Data);
    }

    private static string Fragment(SessionDescription description) =>
        description.Sdp.Split('\n').First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal)).Trim();
}
