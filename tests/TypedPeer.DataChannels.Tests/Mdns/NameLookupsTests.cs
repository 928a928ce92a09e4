using System.Net;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Mdns;
using TypedPeer.DataChannels.Tests.Negotiation;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>A connection's driver looks for names beside its work; what that brings, or fails with, harms nothing.</summary>
public sealed class NameLookupsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly NegotiationSide _peer = new();
    private readonly TaskCompletionSource<IPEndPoint> _filtered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PeerDriver _driver;

    public NameLookupsTests()
    {
        _driver = PeerDriver.Create(PeerTransportOptionsFactory.Create(new PeerConnectionOptions { ResolveMdnsCandidates = true, RemoteAddressFilter = _filtered.TrySetResult }), new Sink(), TimeProvider.System);
        _peer.Channel();
    }

    [Fact]
    public async Task The_address_of_a_name_goes_the_way_of_every_candidate()
    {
        var found = new TaskCompletionSource<IPAddress?>();
        LookBy((_, _) => found.Task);

        found.SetResult(IPAddress.Parse("192.0.2.2"));

        Assert.Equal(IPEndPoint.Parse("192.0.2.2:50001"), await _filtered.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_the_connection_ends_the_wait(bool abort)
    {
        var (waits, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        LookBy(async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(ended.SetResult);
            waits.SetResult();
            await ended.Task;
            return null;
        });
        await waits.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        _driver.Close(abort);

        await ended.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_search_that_fails_is_a_name_that_is_not_found_and_the_next_one_is_looked_for()
    {
        LookBy((name, _) => name.Text == MdnsSamples.Name4 ? throw new NotFiniteNumberException() : Task.FromResult<IPAddress?>(IPAddress.Parse("192.0.2.2")));
        Add(MdnsSamples.Name6);

        Assert.Equal(IPEndPoint.Parse("192.0.2.2:50001"), await _filtered.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal(SignalingState.Stable, _driver.Read(static (core, _) => core.SignalingState, 0));
    }

    public void Dispose()
    {
        _driver.Close(abort: true);
        _driver.Dispose();
        _peer.Dispose();
    }

    private void LookBy(Func<MdnsName, CancellationToken, Task<IPAddress?>> resolve)
    {
        _driver.Names = new NameLookups(_driver, resolve);
        _driver.Invoke(static (core, offer, now) => { core.SetRemoteDescription(offer, now); return core.SetLocalDescription(description: null, now); }, _peer.Local());
        Add(MdnsSamples.Name4);
    }

    private void Add(string name) => _driver.Invoke(
        static (core, candidate, now) =>
        {
            core.Transport.Ice.AddPath(new FakePath("192.0.2.1:5001"));
            core.AddIceCandidate(candidate, now);
            return true;
        },
        new IceCandidateInit($"candidate:1 1 udp 2113937151 {name} 50001 typ host", "0", 0));

    private sealed class Sink : IPeerEventSink
    {
        public bool IsPrompt(in PeerEvent item) => false;

        public long OnEvent(in PeerEvent item) => 0;

        public long OnDriverEvent(DriverEvent item) => 0;
    }
}
