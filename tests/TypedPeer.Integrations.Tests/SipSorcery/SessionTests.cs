using Spectre.Console;
using TypedPeer.Channels;
using TypedPeer.Samples.RequestResponse;

namespace TypedPeer.Integrations.Tests;

/// <summary>Typed calls over SIPSorcery, with SIPSorcery or our own stack at the other end.</summary>
public sealed class SessionTests
{
    public enum Link
    {
        SipSorceryOnBothEnds,
        SipSorceryOffersToOurs,
        OursOffersToSipSorcery,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Link.SipSorceryOnBothEnds)]
    [InlineData(Link.SipSorceryOffersToOurs)]
    [InlineData(Link.OursOffersToSipSorcery)]
    public async Task Both_ends_call_each_other_and_stream(Link link)
    {
        var (first, second) = await ConnectAsync(link);
        await using var a = PeerSession.Start(first, peer => peer.Serve(new Workshop("a")));
        await using var b = PeerSession.Start(second, peer => peer.Serve(new Workshop("b")));

        await UseAsync(a.GetRemote<IWorkshop>(), "b");
        await UseAsync(b.GetRemote<IWorkshop>(), "a");
    }

    [Theory]
    [InlineData(Link.SipSorceryOnBothEnds)]
    [InlineData(Link.SipSorceryOffersToOurs)]
    [InlineData(Link.OursOffersToSipSorcery)]
    public async Task Stopping_one_end_says_goodbye_to_the_other(Link link)
    {
        var (first, second) = await ConnectAsync(link);
        await using var a = PeerSession.Start(first, peer => peer.Serve(new Workshop("a")));
        await using var b = PeerSession.Start(second, peer => peer.Serve(new Workshop("b")));
        Assert.Equal("hello from b", await a.GetRemote<IWorkshop>().GreetAsync("hello", Token));

        Assert.Equal(PeerSessionEndKind.Stopped, (await a.StopAsync(Token).WaitAsync(SipSorceryPair.Patience, Token)).Kind);

        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await b.Completion.WaitAsync(SipSorceryPair.Patience, Token)).Kind);
    }

    [Theory]
    [InlineData(Link.SipSorceryOnBothEnds)]
    [InlineData(Link.OursOffersToSipSorcery)]
    public async Task The_RequestResponse_sample_runs(Link link)
    {
        var (first, second) = await ConnectAsync(link);
        var workbench = new Workbench("the calling side");
        var other = new Workbench("the answering side");
        await using var a = PeerSession.Start(first, peer => peer.Serve(workbench));
        await using var b = PeerSession.Start(second, peer => peer.Serve(other));
        other.SetCaller(b.GetRemote<IWorkbench>());
        var report = new Report(AnsiConsole.Console, quiet: true);

        await new Demonstration(a.GetRemote<IWorkbench>(), workbench, report, fileBytes: 300_000).RunAsync(Token);

        Assert.True(a.GetStatistics().CallsMade > 500);
    }

    private static async Task<(IPeerChannel First, IPeerChannel Second)> ConnectAsync(Link link) => link switch
    {
        Link.SipSorceryOnBothEnds => await SipSorceryPair.ConnectAsync(),
        Link.SipSorceryOffersToOurs => await MixedPair.OfferBySipSorceryAsync(),
        _ => await MixedPair.OfferByOursAsync(),
    };

    private static async Task UseAsync(IWorkshop remote, string name)
    {
        Assert.Equal($"hello from {name}", await remote.GreetAsync("hello", Token));

        var expected = 0;
        await foreach (var number in remote.CountAsync(200, Token))
        {
            Assert.Equal(expected++, number);
        }

        Assert.Equal(200, expected);
        Assert.Equal(20 * 5000, await remote.WeighAsync(Chunks(20, 5000), Token));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(int count, int size)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new byte[size];
        }
    }

    private sealed class Workshop(string name) : IWorkshop
    {
        public ValueTask<string> GreetAsync(string greeting, CancellationToken cancellationToken = default) => new($"{greeting} from {name}");

        public async IAsyncEnumerable<int> CountAsync(
            int count,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                yield return i;
            }
        }

        public async ValueTask<long> WeighAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken = default)
        {
            var sum = 0L;
            await foreach (var chunk in chunks.WithCancellation(cancellationToken))
            {
                sum += chunk.Length;
            }

            return sum;
        }
    }
}
