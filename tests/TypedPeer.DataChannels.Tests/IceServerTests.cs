using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.DataChannels.Udp;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests;

public sealed class IceServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPEndPoint Outside = new(IPAddress.Parse("203.0.113.7"), 54321);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task What_a_STUN_server_sees_becomes_a_candidate(string host)
    {
        using var server = new LocalStunServer(IPAddress.Loopback, Outside);
        await using var connection = new PeerConnection(OnLoopback($"stun:{host}:{server.Port}"));
        var trickled = new List<string>();
        connection.IceCandidate += candidate => trickled.Add(candidate?.Candidate ?? "end");
        connection.CreateDataChannel("any");

        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.Matches("a=candidate:.* 203\\.0\\.113\\.7 54321 typ srflx raddr 127\\.0\\.0\\.1 ", connection.LocalDescription!.Sdp);
        Assert.Contains(trickled, static text => text.Contains("typ srflx", StringComparison.Ordinal));
        Assert.Equal("end", trickled[^1]);
    }

    [Fact]
    public async Task A_name_nobody_knows_is_reported_and_gathering_ends_without_it()
    {
        const string Url = "stun:no-such-host.invalid";
        await using var connection = new PeerConnection(OnLoopback(Url));
        var reported = new TaskCompletionSource<IceCandidateError>();
        connection.IceCandidateError += error => reported.TrySetResult(error);

        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        var error = await reported.Task.WaitAsync(Patience, Token);
        Assert.Equal(Url, error.Url);
        Assert.Contains("no-such-host.invalid", error.Error, StringComparison.Ordinal);
        Assert.Contains("typ host", connection.LocalDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_resolver_is_not_waited_for_for_ever()
    {
        var clock = new ManualTimeProvider();
        var silent = new TaskCompletionSource<IPAddress[]>();
        var resolver = new IceServerResolver((_, _) => silent.Task, clock);
        var errors = new List<IceCandidateError>();

        var resolving = resolver.ResolveAsync([IceServerUri.Parse("stun:slow.example"), IceServerUri.Parse("stun:192.0.2.1")], errors.Add, Token);
        Assert.False(resolving.IsCompleted);
        clock.Advance(IceServerResolver.Patience);

        Assert.Equal("192.0.2.1:3478", Assert.Single(await resolving.WaitAsync(Patience, Token)).EndPoint.ToString());
        Assert.Equal("stun:slow.example", Assert.Single(errors).Url);
    }

    [Fact]
    public async Task The_wait_for_a_resolver_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var silent = new TaskCompletionSource<IPAddress[]>();
        var resolving = new IceServerResolver((_, _) => silent.Task, TimeProvider.System)
            .ResolveAsync([IceServerUri.Parse("stun:slow.example")], static _ => { }, source.Token);

        await source.CancelAsync();

        Assert.Empty(await resolving.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Of_a_name_with_many_addresses_one_of_each_family_is_asked()
    {
        IPAddress[] addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2")];
        var resolver = new IceServerResolver((_, _) => Task.FromResult(addresses), TimeProvider.System);

        var found = await resolver.ResolveAsync([IceServerUri.Parse("stun:many.example:5000")], static _ => { }, Token);

        Assert.Equal(["192.0.2.1:5000", "[2001:db8::1]:5000"], found.Select(static server => server.EndPoint.ToString()));
    }

    [Fact]
    public async Task Closing_while_a_server_is_silent_ends_gathering()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var connection = new PeerConnection(OnLoopback($"stun:127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}"));
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        Assert.Equal(IceGatheringState.Gathering, connection.IceGatheringState);
        Assert.False(connection.GatheringCompleted.IsCompleted);

        await connection.DisposeAsync();

        await connection.GatheringCompleted.WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData("stun:stun.example.org", "stun.example.org", 3478)]
    [InlineData("STUN:192.0.2.1:19302", "192.0.2.1", 19302)]
    [InlineData("stun:[2001:db8::1]", "2001:db8::1", 3478)]
    [InlineData("stun:[2001:db8::1]:99", "2001:db8::1", 99)]
    [InlineData("stuns:stun.example.org", "stun.example.org", 5349)]
    public void Addresses_are_read_as_RFC_7064_spells_them(string url, string host, int port)
    {
        var parsed = IceServerUri.Parse(url);

        Assert.Equal((url, host, port), (parsed.Text, parsed.Host, parsed.Port));
    }

    [Theory]
    [InlineData("turn:relay.example.org", "needs Username and Credential")]
    [InlineData("turns:relay.example.org:443?transport=tcp", "needs Username and Credential")]
    [InlineData("stuns:host?transport=tcp", "not the address")]
    [InlineData("stun.example.org", "not the address")]
    [InlineData("", "not the address")]
    [InlineData("stun:", "not the address")]
    [InlineData("stun:host:0", "not the address")]
    [InlineData("stun:host:65536", "not the address")]
    [InlineData("stun:host:port", "not the address")]
    [InlineData("stun:host?transport=udp", "not the address")]
    [InlineData("stun:[2001:db8::1", "not the address")]
    [InlineData("stun:[host]", "not the address")]
    [InlineData("stun:2001:db8::1", "not the address")]
    [InlineData("https://stun.example.org", "not the address")]
    [InlineData("stun:host\\path", "not the address")]
    [InlineData("stun:host path", "not the address")]
    [InlineData("stun: host", "not the address")]
    [InlineData("stun:host\t", "not the address")]
    [InlineData("stun:host\n", "not the address")]
    [InlineData("stun:user@host", "not the address")]
    [InlineData("stun://host", "not the address")]
    [InlineData("stun:host/path", "not the address")]
    [InlineData("stun:host#fragment", "not the address")]
    [InlineData("stun:ho<st>", "not the address")]
    [InlineData("stun:h\u00f6st", "not the address")]
    [InlineData("stun:host\0", "not the address")]
    [InlineData("stun:[127.0.0.1]", "not the address")]
    [InlineData("stun:[fe80::1%25eth0]", "not the address")]
    [InlineData("stun:[::1]x", "not the address")]
    [InlineData("stun:127.1", "not the address")]
    [InlineData("stun:1", "not the address")]
    [InlineData("stun:256.1.1.1", "not the address")]
    [InlineData("stun:host:+80", "not the address")]
    [InlineData("stun:host: 80", "not the address")]
    [InlineData("stun:host:80:80", "not the address")]
    public void What_cannot_be_asked_is_refused_when_the_connection_is_made(string url, string says)
    {
        var refused = Assert.Throws<ArgumentException>(() => new PeerConnection(new PeerConnectionOptions { IceServers = [new IceServer(url)] }));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_an_address_is_refused_where_it_is_made()
    {
        Assert.Throws<ArgumentException>(() => new IceServer());
        Assert.Throws<ArgumentException>(() => new IceServer([]));
        Assert.Throws<ArgumentException>(() => new IceServer("stun:a", null!));
        Assert.Throws<ArgumentNullException>(() => new IceServer(null!));
        Assert.Throws<ArgumentException>(() => new PeerConnection(new PeerConnectionOptions { IceServers = [null!] }));
    }

    private static PeerConnectionOptions OnLoopback(string url) => new()
    {
        IncludeLoopback = true,
        LocalAddressFilter = static address => address.Equals(IPAddress.Loopback),
        IceServers = [new IceServer(url)],
    };
}
