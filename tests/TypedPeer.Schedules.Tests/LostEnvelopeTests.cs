using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Schedules.Tests;

/// <summary>What is said by way of the server may be lost while the server stays.</summary>
public sealed class LostEnvelopeTests
{
    [Theory]
    [InlineData("OFFER", 1)]
    [InlineData("OFFER", 2)]
    [InlineData("ANSWER", 1)]
    [InlineData("ANSWER", 2)]
    [InlineData("CANDIDATE", 100)]
    public async Task An_envelope_that_is_lost_is_said_again_and_the_link_comes_up_in_its_time(string type, int count)
    {
        using var pair = new NetworkPair(7);
        await pair.RunAsync(async () =>
        {
            var left = count;
            pair.Server.Server.Tap = (_, text) => Envelope.Parse(text).Type == type && left-- > 0 ? [] : [text];
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);

            Assert.Equal(5, await link.GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
            Assert.Same(link, await pair.Alice.ConnectAsync("bob", CancellationToken.None));
        });
    }

    [Fact]
    public async Task A_restart_whose_offer_is_lost_is_asked_for_again()
    {
        using var pair = new NetworkPair(8);
        await pair.RunAsync(async () =>
        {
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
            var (connection, session) = (link.Connection, link.Session);
            var isLost = new TaskCompletionSource();
            pair.Server.Server.Tap = (_, text) => Envelope.Parse(text).Type == "OFFER" && isLost.TrySetResult() ? [] : [text];
            connection.RestartIce();
            await isLost.Task;
            var offered = connection.LocalDescription!.Sdp;

            await pair.WhenAsync(() => connection.SignalingState == DataChannels.SignalingState.Stable);

            Assert.Equal(Fragment(offered), Fragment(connection.LocalDescription!.Sdp));
            Assert.Same(connection, link.Connection);
            Assert.Same(session, link.Session);
        });
    }

    private static string Fragment(string sdp) => sdp.Split("\r\n").First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
}
