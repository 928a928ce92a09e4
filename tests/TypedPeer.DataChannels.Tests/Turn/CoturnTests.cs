using System.Collections.Concurrent;
using System.Net;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>Our client and a relay that others have written.</summary>
public sealed class CoturnTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("coturn")]
    public Task Two_peers_that_may_use_nothing_else_talk_by_a_relay_over_UDP() => TalkByRelayAsync("udp");

    [RequiresPeer("coturn")]
    public Task Two_peers_that_may_use_nothing_else_talk_by_a_relay_over_TCP() => TalkByRelayAsync("tcp");

    [RequiresPeer("coturn")]
    public Task A_wrong_password_is_told_with_the_relays_own_code() => GiveWrongPasswordAsync("udp");

    [RequiresPeer("coturn")]
    public Task A_wrong_password_is_told_with_the_relays_own_code_over_TCP() => GiveWrongPasswordAsync("tcp");

    [RequiresPeer("coturn")]
    public async Task A_listener_is_reached_by_its_address_from_where_nothing_but_TCP_to_a_relay_is_let_out()
    {
        await using var coturn = await Coturn.StartAsync(Token);
        await using var port = PeerPort.Open(new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals });
        await using var listener = PeerConnectionListener.Listen(port: port);
        await using var connection = new PeerConnection(RelayOnly(coturn.Server("tcp")));
        var accepting = listener.AcceptAsync(Token).AsTask();

        await connection.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);

        await using var accepted = await accepting.WaitAsync(Patience, Token);
        Assert.Equal("relay", connection.SelectedCandidatePair!.LocalType);
    }

    private static async Task TalkByRelayAsync(string transport)
    {
        await using var coturn = await Coturn.StartAsync(Token);
        await using var left = new PeerConnection(RelayOnly(coturn.Server(transport)));
        await using var right = new PeerConnection(RelayOnly(coturn.Server()));

        await ExchangeAsync(left, right);

        Assert.DoesNotContain("typ host", left.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.Contains("typ relay raddr 0.0.0.0 rport 9", left.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    [RequiresPeer("coturn")]
    public async Task A_relay_over_TLS_is_spoken_to_when_its_certificate_is_accepted()
    {
        using var certificate = new RelayCertificate();
        await using var coturn = await Coturn.StartAsync(Token, certificate.Lines);
        var seen = new ConcurrentQueue<bool>();
        var server = coturn.SecuredServer((_, shown, _, _) =>
        {
            seen.Enqueue(certificate.Is(shown));
            return certificate.Is(shown);
        });
        await using var left = new PeerConnection(RelayOnly(server));
        await using var right = new PeerConnection(RelayOnly(coturn.Server("tcp")));

        await ExchangeAsync(left, right);

        // Once for each connection, of which the second asks for IPv6.
        Assert.Equal([true], seen.Distinct());
    }

    [RequiresPeer("coturn")]
    public async Task A_relay_whose_certificate_nobody_vouches_for_gives_no_candidate()
    {
        using var certificate = new RelayCertificate();
        await using var coturn = await Coturn.StartAsync(Token, certificate.Lines);
        var server = coturn.SecuredServer(validation: null);

        var (errors, sdp) = await GatherAsync(RelayOnly(server));
        var (failing, _) = await GatherAsync(RelayOnly(server with { CertificateValidation = static (_, _, _, _) => throw new InvalidOperationException("as planned") }));

        Assert.DoesNotContain("typ relay", sdp, StringComparison.Ordinal);
        Assert.Equal(701, Assert.Single(errors).ErrorCode);
        Assert.Contains("as planned", Assert.Single(failing).Error, StringComparison.Ordinal);
    }

    private static async Task GiveWrongPasswordAsync(string transport)
    {
        await using var coturn = await Coturn.StartAsync(Token);

        var (errors, _) = await GatherAsync(RelayOnly(coturn.Server(transport) with { Credential = "wrong" }));

        var error = Assert.Single(errors);
        Assert.Equal(401, error.ErrorCode);
        Assert.Contains("401 Unauthenticated", error.Error, StringComparison.Ordinal);
    }

    [RequiresPeer("coturn")]
    public async Task Fresh_credentials_are_asked_for_before_each_search()
    {
        await using var coturn = await Coturn.StartAsync(Token, $"user=ben:{Coturn.Password}");
        string[] users = [Coturn.Username, "ben"];
        int asked = 0;
        var options = RelayOnly() with { IceServerProvider = _ => new([coturn.Server() with { Username = users[asked++] }]) };
        await using var left = new PeerConnection(options);
        await using var right = new PeerConnection(RelayOnly(coturn.Server()));
        var channel = await ExchangeAsync(left, right);

        left.RestartIce();
        await DescribeAsync(left, right);

        Assert.Equal(2, asked);
        channel.Send("after"u8);
    }

    [RequiresPeer("coturn")]
    public async Task A_provider_that_fails_is_told_of_and_the_servers_of_the_options_are_asked()
    {
        await using var coturn = await Coturn.StartAsync(Token);

        var (errors, sdp) = await GatherAsync(RelayOnly(coturn.Server()) with { IceServerProvider = static _ => throw new InvalidOperationException("as planned") });

        Assert.Contains("as planned", Assert.Single(errors).Error, StringComparison.Ordinal);
        Assert.Contains("typ relay", sdp, StringComparison.Ordinal);
    }

    [RequiresPeer("coturn")]
    public async Task A_connection_to_a_relay_that_breaks_is_told_of_at_once()
    {
        await using var coturn = await Coturn.StartAsync(Token);
        await using var connection = new PeerConnection(RelayOnly(coturn.Server("tcp")));
        var told = new TaskCompletionSource<IceCandidateError>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.IceCandidateError += error => told.TrySetResult(error);
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        Assert.Contains("typ relay", connection.LocalDescription!.Sdp, StringComparison.Ordinal);

        coturn.Kill();

        Assert.Equal(701, (await told.Task.WaitAsync(Patience, Token)).ErrorCode);
        Assert.DoesNotContain("typ relay", connection.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_listens_is_told_of_and_host_candidates_are_there()
    {
        var nobody = new IceServer($"turn:127.0.0.1:{FreePort.Tcp()}?transport=tcp") { Username = "ada", Credential = "secret" };

        var (errors, sdp) = await GatherAsync(new PeerConnectionOptions { IceServers = [nobody], IncludeLoopback = true });

        Assert.Equal(701, Assert.Single(errors).ErrorCode);
        Assert.Contains("typ host", sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_shows_its_password_to_nobody()
    {
        var server = new IceServer("turn:relay.example") { Username = "ada", Credential = "secret" };

        Assert.DoesNotContain("secret", server.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new PeerConnectionOptions { IceServers = [server] }.ToString(), StringComparison.Ordinal);
    }

    private static PeerConnectionOptions RelayOnly(params IceServer[] servers) => new() { IceServers = servers, IceTransportPolicy = IceTransportPolicy.Relay };

    private static async Task<(List<IceCandidateError> Errors, string Sdp)> GatherAsync(PeerConnectionOptions options)
    {
        await using var connection = new PeerConnection(options);
        var errors = new ConcurrentQueue<IceCandidateError>();
        connection.IceCandidateError += errors.Enqueue;
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        return ([.. errors], connection.LocalDescription!.Sdp);
    }

    private static async Task<DataChannel> ExchangeAsync(PeerConnection left, PeerConnection right)
    {
        var errors = new ConcurrentQueue<string>();
        left.IceCandidateError += error => errors.Enqueue(error.Error);
        right.IceCandidateError += error => errors.Enqueue(error.Error);
        var received = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        right.DataChannel += channel => channel.Message += message => received.TrySetResult(message.Data.Length);
        var sender = left.CreateDataChannel("any");
        await DescribeAsync(left, right);
        Assert.Empty(errors);
        await sender.Opened.WaitAsync(Patience, Token);

        sender.Send(new byte[100_000]);

        Assert.Equal(100_000, await received.Task.WaitAsync(Patience, Token));
        return sender;
    }

    private static async Task DescribeAsync(PeerConnection left, PeerConnection right)
    {
        await left.SetLocalDescriptionAsync(cancellationToken: Token);
        await left.GatheringCompleted.WaitAsync(Patience, Token);
        await right.SetRemoteDescriptionAsync(left.LocalDescription!, Token);
        await right.SetLocalDescriptionAsync(cancellationToken: Token);
        await right.GatheringCompleted.WaitAsync(Patience, Token);
        await left.SetRemoteDescriptionAsync(right.LocalDescription!, Token);
    }
}
