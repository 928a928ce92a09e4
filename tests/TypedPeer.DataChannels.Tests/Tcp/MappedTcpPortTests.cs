using System.Collections.Concurrent;
using System.Net;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>A STUN server over TLS tells how TCP connections of this side are seen: where a translator keeps ports, its TCP ports have that address, too.</summary>
public sealed class MappedTcpPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly IPAddress Outside = IPAddress.Parse("203.0.113.7");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_ports_are_kept_a_TCP_port_is_a_candidate_by_the_address_outside()
    {
        using var server = new TlsStunServer(static (request, from) => TlsStunServer.Tell(request, new IPEndPoint(Outside, from.Port)));

        var (errors, sdp) = await GatherAsync(server.Server());

        Assert.Empty(errors);
        Assert.Matches(@"a=candidate:\S+ 1 tcp \d+ 203\.0\.113\.7 (\d+) typ srflx raddr 127\.0\.0\.1 rport \1 tcptype passive", sdp);
    }

    [Fact]
    public async Task Where_there_is_no_translator_there_is_no_other_candidate()
    {
        using var server = new TlsStunServer(TlsStunServer.Tell);

        var (errors, sdp) = await GatherAsync(server.Server());

        Assert.Empty(errors);
        Assert.DoesNotContain("srflx", sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_ports_are_changed_that_is_told_and_gives_no_candidate()
    {
        using var server = new TlsStunServer(static (request, from) => TlsStunServer.Tell(request, new IPEndPoint(Outside, from.Port ^ 1)));

        var (errors, sdp) = await GatherAsync(server.Server());

        Assert.Contains("a translator on the way changes ports", Assert.Single(errors).Error, StringComparison.Ordinal);
        Assert.DoesNotContain("srflx", sdp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("nonsense")]
    [InlineData("too long")]
    [InlineData("another request's")]
    [InlineData("a request")]
    public async Task A_server_that_is_not_trusted_or_answers_nonsense_is_told_of_and_gives_no_candidate(string what)
    {
        using var server = new TlsStunServer((request, from) => what switch
        {
            "nonsense" => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(),
            "too long" => [1, 1, 0xFF, 0xFC, .. request[4..]],
            "another request's" => TlsStunServer.Tell([.. request[..8], .. new byte[12]], from),
            _ => request,
        });

        var (errors, sdp) = await GatherAsync(server.Server(isTrusted: what != "certificate"));

        var error = Assert.Single(errors);
        Assert.Equal((701, server.Server().Urls[0]), (error.ErrorCode, error.Url));
        Assert.Contains("gives no candidate", error.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("srflx", sdp, StringComparison.Ordinal);
        Assert.Contains("tcptype passive", sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up_and_gathering_ends()
    {
        using var clock = new LeapingTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new TlsStunServer((_, _) =>
        {
            asked.TrySetResult();
            return null;
        });
        await using var connection = new PeerConnection(Options(server.Server()) with { TimeProvider = clock });
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Cancelled);
        await asked.Task.WaitAsync(Patience, Cancelled);
        Assert.Equal(IceGatheringState.Gathering, connection.IceGatheringState);

        clock.Leap(TimeSpan.FromSeconds(6));

        await connection.GatheringCompleted.WaitAsync(Patience, Cancelled);
    }

    [Fact]
    public async Task Without_a_TCP_port_nobody_is_asked_and_that_is_told()
    {
        using var server = new TlsStunServer(static (_, _) => throw new InvalidOperationException("It was asked."));
        await using var connection = new PeerConnection(Options(server.Server()) with { TcpCandidates = TcpCandidates.Active });
        var errors = new ConcurrentQueue<IceCandidateError>();
        connection.IceCandidateError += errors.Enqueue;
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Cancelled);
        await connection.GatheringCompleted.WaitAsync(Patience, Cancelled);

        Assert.Contains("TcpCandidates", Assert.Single(errors).Error, StringComparison.Ordinal);
    }

    private static PeerConnectionOptions Options(IceServer server) =>
        new() { TcpCandidates = TcpCandidates.Passive, IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals, IceServers = [server] };

    private static async Task<(IceCandidateError[] Errors, string Sdp)> GatherAsync(IceServer server)
    {
        await using var connection = new PeerConnection(Options(server));
        var errors = new ConcurrentQueue<IceCandidateError>();
        connection.IceCandidateError += errors.Enqueue;
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Cancelled);
        await connection.GatheringCompleted.WaitAsync(Patience, Cancelled);
        return ([.. errors], connection.LocalDescription!.Sdp);
    }
}
