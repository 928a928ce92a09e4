using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>Our client and a relay that others have written.</summary>
public sealed class CoturnTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("coturn")]
    public async Task Two_peers_that_may_use_nothing_else_talk_by_a_relay()
    {
        await using var coturn = await Coturn.StartAsync(Token);
        await using var left = new PeerConnection(RelayOnly(coturn.Server()));
        await using var right = new PeerConnection(RelayOnly(coturn.Server()));

        await ExchangeAsync(left, right);

        Assert.DoesNotContain("typ host", left.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.Contains("typ relay raddr 0.0.0.0 rport 9", left.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    private static PeerConnectionOptions RelayOnly(params IceServer[] servers) => new() { IceServers = servers, IceTransportPolicy = IceTransportPolicy.Relay };

    private static async Task ExchangeAsync(PeerConnection left, PeerConnection right)
    {
        var errors = new List<string>();
        left.IceCandidateError += error => errors.Add(error.Error);
        var received = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        right.DataChannel += channel => channel.Message += message => received.TrySetResult(message.Data.Length);
        var sender = left.CreateDataChannel("any");
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sender.Open += () => opened.TrySetResult();
        await left.SetLocalDescriptionAsync(cancellationToken: Token);
        await left.GatheringCompleted.WaitAsync(Patience, Token);
        Assert.Empty(errors);
        await right.SetRemoteDescriptionAsync(left.LocalDescription!, Token);
        await right.SetLocalDescriptionAsync(cancellationToken: Token);
        await right.GatheringCompleted.WaitAsync(Patience, Token);
        await left.SetRemoteDescriptionAsync(right.LocalDescription!, Token);
        await opened.Task.WaitAsync(Patience, Token);

        sender.Send(new byte[100_000]);

        Assert.Equal(100_000, await received.Task.WaitAsync(Patience, Token));
    }
}
