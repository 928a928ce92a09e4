using System.Net;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>Two peers, and nothing but TCP between them.</summary>
public sealed class TcpPathTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TcpCandidates.Active, TcpCandidates.Passive)]
    [InlineData(TcpCandidates.Passive, TcpCandidates.Active)]
    [InlineData(TcpCandidates.All, TcpCandidates.All)]
    public async Task Two_peers_meet_over_TCP_where_UDP_is_blocked_whichever_of_them_can_be_connected_to(TcpCandidates offerer, TcpCandidates answerer)
    {
        await using var pair = PeerConnectionPair.Create(Options(offerer), Options(answerer));
        var local = pair.Offerer.CreateDataChannel("over tcp");
        await pair.SignalAsync(TcpOnly.Take, TcpOnly.Take);
        await local.Opened.WaitAsync(Patience, Cancelled);
        var remote = await pair.Answerer.AcceptDataChannelAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += message => received.TrySetResult(message.GetText());
        local.Send("hello");

        Assert.Equal("hello", await received.Task.WaitAsync(Patience, Cancelled));
        Assert.Equal(("tcp", "tcp"), (pair.Offerer.SelectedCandidatePair!.Protocol, pair.Answerer.SelectedCandidatePair!.Protocol));
    }

    private static PeerConnectionOptions Options(TcpCandidates tcp) => new() { TcpCandidates = tcp, IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback };
}
