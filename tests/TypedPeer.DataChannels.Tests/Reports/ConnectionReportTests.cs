using System.Net;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Reports;

/// <summary>A connection says why it has a path or none: over real sockets. What NATs do to it is tested where there are some.</summary>
public sealed class ConnectionReportTests
{
    private const string Secret = "hunter2-correct-horse";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Outside = new(IPAddress.Parse("203.0.113.7"), 54321);
    private static readonly IPEndPoint OtherOutside = new(IPAddress.Parse("203.0.113.7"), 54322);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anything_has_happened_it_says_so()
    {
        await using var connection = new PeerConnection(OnLoopback());

        var report = connection.GetConnectionReport();

        Assert.Equal("This side has not found an address yet.", report.Conclusion);
        Assert.Equal(NatMapping.Unknown, report.LocalMapping);
        Assert.StartsWith("conclusion: This side has not found an address yet.\nconnection: New, ICE: New, gathering: New\n", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_up_tells_its_path_and_when_the_peer_last_answered_and_tells_the_same_after_its_end()
    {
        var pair = PeerConnectionPair.Create(OnLoopback(), OnLoopback());
        await using (pair)
        {
            await pair.OpenChannelAsync();

            var report = pair.Offerer.GetConnectionReport();

            Assert.StartsWith("Data goes directly, from 127.0.0.1:", report.Conclusion, StringComparison.Ordinal);
            Assert.NotNull(report.SinceLastAnswer);
            Assert.Equal("host", Assert.Single(report.LocalCandidates, static candidate => candidate.Protocol == "udp").Type);
            Assert.All(report.RemoteCandidates, static candidate => Assert.False(candidate.Ignored));
            Assert.Single(report.CandidatePairs, static pair => pair.Selected);
        }

        var last = pair.Offerer.GetConnectionReport();
        Assert.StartsWith("The connection is over; data went directly, from 127.0.0.1:", last.Conclusion, StringComparison.Ordinal);
        Assert.Single(last.CandidatePairs, static pair => pair.Selected);
        Assert.NotEmpty(last.RemoteCandidates);
    }

    [Fact]
    public async Task Two_servers_that_see_one_port_alike_show_a_cone_and_two_that_see_it_differently_a_symmetric_NAT()
    {
        using var one = new LocalStunServer(IPAddress.Loopback, Outside);
        using var alike = new LocalStunServer(IPAddress.Parse("127.0.0.2"), Outside);
        using var other = new LocalStunServer(IPAddress.Parse("127.0.0.3"), OtherOutside);

        var cone = await GatherAsync($"stun:127.0.0.1:{one.Port}", $"stun:127.0.0.2:{alike.Port}");
        var symmetric = await GatherAsync($"stun:127.0.0.1:{one.Port}", $"stun:127.0.0.3:{other.Port}");
        var unknown = await GatherAsync($"stun:127.0.0.1:{one.Port}");

        Assert.Equal([NatMapping.EndpointIndependent, NatMapping.EndpointDependent, NatMapping.Unknown], [cone.LocalMapping, symmetric.LocalMapping, unknown.LocalMapping]);
        Assert.Equal([Outside, Outside], cone.Servers.Select(static server => server.Given));
        Assert.Contains($"stun:127.0.0.2:{alike.Port} at 127.0.0.2:{alike.Port} from 127.0.0.1:", cone.ToString(), StringComparison.Ordinal);
        Assert.Contains(": sees 203.0.113.7:54321", cone.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_whose_addresses_are_not_used_is_told_of_as_such()
    {
        await using var connection = new PeerConnection(OnLoopback());
        connection.CreateDataChannel("any");
        await using var peer = new PeerConnection(OnLoopback());
        peer.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        await peer.SetRemoteDescriptionAsync(connection.LocalDescription!, Token);
        await peer.SetLocalDescriptionAsync(cancellationToken: Token);
        var answer = peer.LocalDescription!;
        await connection.SetRemoteDescriptionAsync(answer with { Sdp = string.Join("\r\n", answer.Sdp.Split("\r\n").Where(static line => !line.StartsWith("a=candidate:", StringComparison.Ordinal) && line != "a=end-of-candidates")) }, Token);
        var named = "candidate:1 1 udp 2122260223 3f0c0a6e-3c3b-4b6f-8c1d-0d6f4b7f9a11.local 50000 typ host";
        await connection.AddIceCandidateAsync(new IceCandidateInit(named, SdpMLineIndex: 0), Token);

        var report = connection.GetConnectionReport();

        Assert.Contains(report.RemoteCandidates, static candidate => candidate is { Ignored: true, Address: "3f0c0a6e-3c3b-4b6f-8c1d-0d6f4b7f9a11.local" });
        Assert.Contains("3f0c0a6e-3c3b-4b6f-8c1d-0d6f4b7f9a11.local:50000 udp, not used", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_password_and_no_key_is_in_it_whatever_a_server_answers()
    {
        using var stun = new LocalStunServer(IPAddress.Loopback, Outside);
        var options = OnLoopback() with
        {
            IceServers =
            [
                new IceServer($"turn:127.0.0.1:{stun.Port}", "turn:127.0.0.1:1", "turns:127.0.0.1:1", "turn:no-such-host.invalid") { Username = Secret, Credential = Secret },
                new IceServer($"stun:127.0.0.1:{stun.Port}"),
            ],
        };
        await using var connection = new PeerConnection(options);
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        string text = connection.GetConnectionReport().ToString();

        Assert.Contains("turn:no-such-host.invalid: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        string[] lines = connection.LocalDescription!.Sdp.Split("\r\n");
        foreach (string attribute in (string[])["a=ice-ufrag:", "a=ice-pwd:"])
            Assert.DoesNotContain(lines.First(line => line.StartsWith(attribute, StringComparison.Ordinal))[attribute.Length..], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_be_asked_for_by_any_thread_at_any_time()
    {
        using var stopped = new CancellationTokenSource();
        await using var pair = PeerConnectionPair.Create(OnLoopback(), OnLoopback());
        var asking = new[] { pair.Offerer, pair.Answerer }.Select(connection => Task.Run(() =>
        {
            int count = 0;
            for (; !stopped.IsCancellationRequested || count == 0; count++)
                Assert.NotEmpty(connection.GetConnectionReport().ToString());

            return count;
        })).ToArray();

        var (local, remote) = await pair.OpenChannelAsync();
        await local.CloseAsync(Token);
        await remote.CloseAsync(Token);
        await pair.Offerer.CloseAsync(Token);
        await pair.Answerer.Closed.WaitAsync(Patience, Token);
        await stopped.CancelAsync();

        Assert.All(await Task.WhenAll(asking), static count => Assert.True(count > 0));
    }

    private static async Task<ConnectionReport> GatherAsync(params string[] urls)
    {
        await using var connection = new PeerConnection(OnLoopback() with { IceServers = [new IceServer(urls)] });
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        return connection.GetConnectionReport();
    }

    private static PeerConnectionOptions OnLoopback() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
}
