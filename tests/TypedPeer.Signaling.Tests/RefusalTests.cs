using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Peers do not meet, and are told why; one peer's trouble is nobody else's.</summary>
public sealed class RefusalTests
{
    private static readonly PeerLinkOptions Impatient = new() { Connection = new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromMilliseconds(500) } };

    [Theory]
    [InlineData("")]
    [InlineData("typedpeer://")]
    [InlineData("https://example.org")]
    [InlineData("typedpeer://2.AAAA@127.0.0.1:1")]
    public async Task Text_that_is_no_address_is_refused(string text) =>
        await Assert.ThrowsAsync<FormatException>(() => PeerLink.ConnectAsync(text, cancellationToken: Loopback.Token));

    [Fact]
    public async Task Impossible_options_are_refused_by_name()
    {
        using var certificate = PeerCertificate.Create();
        var address = new PeerAddress(certificate.Identity, IPEndPoint.Parse("127.0.0.1:9"));
        foreach (var (name, options) in new (string, PeerLinkOptions)[]
        {
            (nameof(PeerLinkOptions.MaxReconnectAttempts), new() { MaxReconnectAttempts = -1 }),
            (nameof(PeerLinkOptions.ReconnectTimeout), new() { ReconnectTimeout = TimeSpan.FromDays(50) }),
            (nameof(PeerLinkOptions.MinReconnectDelay), new() { MinReconnectDelay = TimeSpan.FromTicks(-1) }),
            (nameof(PeerLinkOptions.MaxReconnectDelay), new() { MaxReconnectDelay = TimeSpan.Zero }),
            (nameof(PeerSessionOptions.MaxConcurrentCalls), new() { Session = new PeerSessionOptions { MaxConcurrentCalls = 0 } }),
        })
        {
            var refusal = await Assert.ThrowsAnyAsync<ArgumentException>(() => PeerLink.ConnectAsync(address, options: options, cancellationToken: Loopback.Token));
            Assert.Equal(name, refusal.ParamName);
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => PeerListener.ListenAsync(static _ => { }, new PeerListenerOptions { Session = new PeerSessionOptions { MaxMessageBytes = 0 } }, Loopback.Token));
    }

    [Fact]
    public async Task The_address_of_another_certificate_gets_no_answer()
    {
        await using var listener = await PeerListener.ListenAsync(static _ => { }, Loopback.Options(), Loopback.Token);
        using var other = PeerCertificate.Create();

        var failure = await Assert.ThrowsAsync<PeerConnectException>(
            () => PeerLink.ConnectAsync(new PeerAddress(other.Identity, listener.Address.EndPoints), options: Impatient, cancellationToken: Loopback.Token));

        Assert.Equal(PeerConnectFailure.NoAnswer, failure.Failure);
        Assert.Empty(listener.Links);
    }

    [Fact]
    public async Task A_peer_that_is_not_authorised_is_refused_and_others_are_not()
    {
        using var friend = PeerCertificate.Create();
        var options = Loopback.Options();
        options.Session.AuthorizePeer = session => session.Channel.RemoteIdentity == friend.Identity;
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);

        var failure = await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync());
        Assert.Equal(PeerConnectFailure.Refused, failure.Failure);

        await using var link = await PeerLink.ConnectAsync(
            listener.Address, options: new PeerLinkOptions { Connection = new PeerConnectionOptions { Certificate = friend } }, cancellationToken: Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task A_configuration_that_throws_for_one_peer_ends_that_peer_alone_and_is_told()
    {
        using var unlucky = PeerCertificate.Create();
        var told = new ConcurrentQueue<(string What, Exception Exception)>();
        var links = new ConcurrentQueue<PeerLink>();
        var options = Loopback.Options();
        options.Session.HandlerFailed = (what, exception) => told.Enqueue((what, exception));
        await using var listener = await PeerListener.ListenAsync(
            (peer, link) =>
            {
                links.Enqueue(link);
                peer.Serve<IGreeter>(link.RemoteIdentity == unlucky.Identity ? throw new InvalidDataException("Not this one.") : new Greeter());
            },
            options,
            Loopback.Token);

        var failure = await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(
            listener.Address, options: new PeerLinkOptions { Connection = new PeerConnectionOptions { Certificate = unlucky } }, cancellationToken: Loopback.Token).SoonAsync());
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();

        Assert.Equal(PeerConnectFailure.Refused, failure.Failure);
        var (what, exception) = Assert.Single(told);
        Assert.IsType<InvalidDataException>(exception);
        var end = await links.First().Completion.SoonAsync();
        Assert.Equal(PeerLinkEndKind.Failed, end.Kind);
        Assert.Same(exception, end.Exception);
        Assert.Contains(unlucky.Identity.ToString(), what, StringComparison.Ordinal);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task What_the_diallers_own_configuration_throws_reaches_it()
    {
        await using var listener = await PeerListener.ListenAsync(static _ => { }, Loopback.Options(), Loopback.Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => PeerLink.ConnectAsync(listener.Address, static _ => throw new InvalidDataException("Not today."), cancellationToken: Loopback.Token));
    }

    [Fact]
    public async Task A_handler_of_an_event_that_throws_is_told_and_the_next_is_called()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = Loopback.Options();
        options.Session.HandlerFailed = (_, exception) => told.TrySetResult(exception);
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), options, Loopback.Token);
        var calls = 0;
        listener.LinkConnected += _ =>
        {
            if (++calls == 1)
            {
                throw new InvalidDataException("Not this one.");
            }

            second.TrySetResult();
        };

        await using var first = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        Assert.IsType<InvalidDataException>(await told.Task.SoonAsync());
        await using var next = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        await second.Task.SoonAsync();
        Assert.Equal("Hello, Ada!", await first.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    [Fact]
    public async Task Peers_are_served_while_one_floods_calls_and_a_stranger_floods_datagrams()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        await using var flooder = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        await using var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Loopback.Token);
        var calls = Task.Run(() => FloodCallsAsync(flooder.GetRemote<IGreeter>(), over.Token), Loopback.Token);
        var datagrams = Task.Run(() => FloodDatagrams(listener.Address.EndPoints[0], over.Token), Loopback.Token);

        for (var call = 0; call < 50; call++)
        {
            Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        }

        await using (var late = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync())
        {
            Assert.Equal("Hello, Grace!", await late.GetRemote<IGreeter>().GreetAsync("Grace", Loopback.Token).AsTask().SoonAsync());
        }

        await over.CancelAsync();
        await calls.SoonAsync();
        Assert.True(await datagrams.SoonAsync() > 0);
    }

    /// <summary>As many calls as the peer and this side take, none of which ends by itself.</summary>
    private static async Task FloodCallsAsync(IGreeter remote, CancellationToken over)
    {
        var calls = new List<Task>();
        while (!over.IsCancellationRequested && calls.Count < 20_000)
        {
            calls.Add(remote.WaitAsync(over).AsTask());
            await Task.Yield();
        }

        await Task.WhenAll(calls).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private static int FloodDatagrams(IPEndPoint to, CancellationToken over)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var random = new Random(1);
        var datagram = new byte[200];
        var sent = 0;
        while (!over.IsCancellationRequested)
        {
            random.NextBytes(datagram);
            datagram[0] = (byte)(sent % 2 == 0 ? 0 : 22);
            socket.SendTo(datagram, to);
            sent++;
        }

        return sent;
    }
}
