using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Alone, since it counts what the process has open.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    [Fact]
    public async Task Links_that_closed_failed_or_were_cancelled_leave_no_socket()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sockets are counted in /proc.");
        await MeetAndPartAsync();
        var before = CountSockets();

        for (var round = 0; round < 5; round++)
        {
            await MeetAndPartAsync();
        }

        Assert.Equal(before, CountSockets());
    }

    private static async Task MeetAndPartAsync()
    {
        var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()), Loopback.Options(), Loopback.Token);
        var link = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        var left = await PeerLink.ConnectAsync(listener.Address, cancellationToken: Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        using var other = PeerCertificate.Create();
        var impatient = new PeerLinkOptions { Connection = new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) } };
        await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(new PeerAddress(other.Identity, listener.Address.EndPoints), options: impatient, cancellationToken: Loopback.Token));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Loopback.Token);
        var connect = PeerLink.ConnectAsync(new PeerAddress(other.Identity, IPEndPoint.Parse("127.0.0.1:9")), cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect.SoonAsync());
        await link.DisposeAsync().AsTask().SoonAsync();
        await listener.DisposeAsync().AsTask().SoonAsync();
        await left.Completion.SoonAsync();
        await left.DisposeAsync();
    }

    private static int CountSockets() => Directory.EnumerateFiles("/proc/self/fd").Count(static file => new FileInfo(file).LinkTarget is { } target && target.StartsWith("socket:", StringComparison.Ordinal));
}
