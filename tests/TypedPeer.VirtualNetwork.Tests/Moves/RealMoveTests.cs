using System.Diagnostics;
using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests.Moves;

/// <summary>Two processes, each in a network of its own, one of which loses its address and gets another. Nobody tells either of it.</summary>
public sealed class RealMoveTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_calls_of_a_process_whose_address_changes_go_on_by_themselves(bool offererMoves)
    {
        using var networks = Networks.Create();
        using var offerer = new Side(networks.Left);
        using var answerer = new Side(networks.Right);
        await ConnectAsync(offerer, answerer);
        var mover = offererMoves ? offerer : answerer;
        var other = offererMoves ? answerer : offerer;
        await mover.DoAsync("begin");

        var network = offererMoves ? networks.Left : networks.Right;
        string before = await mover.DoAsync("where");
        Assert.Equal(offererMoves ? "10.77.1.1" : "10.77.2.1", before);
        network.Ip("addr", "del", before + "/16", "dev", "cable");
        network.Ip("addr", "add", "10.77.3.1/16", "dev", "cable");

        Assert.Equal("42", await mover.DoAsync("call"));
        Assert.Equal("42", await other.DoAsync("call"));
        await other.DoAsync("release");
        Assert.Equal("7", await mover.DoAsync("end"));
        Assert.Equal("10.77.3.1", await mover.DoAsync("where"));
    }

    [Fact]
    public async Task Where_both_addresses_change_at_once_a_restart_finds_the_new_ones()
    {
        using var networks = Networks.Create();
        using var offerer = new Side(networks.Left);
        using var answerer = new Side(networks.Right);
        await ConnectAsync(offerer, answerer);
        await offerer.DoAsync("begin");
        networks.Left.Ip("addr", "del", "10.77.1.1/16", "dev", "cable");
        networks.Right.Ip("addr", "del", "10.77.2.1/16", "dev", "cable");
        networks.Left.Ip("addr", "add", "10.77.3.1/16", "dev", "cable");
        networks.Right.Ip("addr", "add", "10.77.4.1/16", "dev", "cable");

        await offerer.DoAsync("restart");
        await DescribeAsync(offerer, answerer);

        Assert.Equal("42", await offerer.DoAsync("call"));
        Assert.Equal("42", await answerer.DoAsync("call"));
        await answerer.DoAsync("release");
        Assert.Equal("7", await offerer.DoAsync("end"));
        Assert.Equal("10.77.4.1", await answerer.DoAsync("where"));
    }

    private static async Task ConnectAsync(Side offerer, Side answerer)
    {
        await DescribeAsync(offerer, answerer);
        Assert.Equal("42", await offerer.DoAsync("call"));
        Assert.Equal("42", await answerer.DoAsync("call"));
    }

    private static async Task DescribeAsync(Side offerer, Side answerer)
    {
        Assert.Equal("ok", await answerer.DoAsync("offer " + await offerer.DoAsync("describe")));
        Assert.Equal("ok", await offerer.DoAsync("answer " + await answerer.DoAsync("describe")));
    }

    private sealed class Networks(NetworkNamespace left, NetworkNamespace right) : IDisposable
    {
        public NetworkNamespace Left => left;

        public NetworkNamespace Right => right;

        public static Networks Create()
        {
            var left = NetworkNamespace.TryCreate(out string obstacle);
            Assert.SkipWhen(left is null, obstacle);
            var right = NetworkNamespace.TryCreate(out _)!;
            NetworkNamespace.Join(left!, right);
            left!.Ip("addr", "add", "10.77.1.1/16", "dev", "cable");
            right.Ip("addr", "add", "10.77.2.1/16", "dev", "cable");
            return new Networks(left, right);
        }

        public void Dispose()
        {
            left.Dispose();
            right.Dispose();
        }
    }

    private sealed class Side(NetworkNamespace network) : IDisposable
    {
        private readonly Process _process = network.Start(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Roamer.dll"));

        public async Task<string> DoAsync(string command)
        {
            await _process.StandardInput.WriteLineAsync(command);
            string? answer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.NotNull(answer);
            return answer;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);

            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
