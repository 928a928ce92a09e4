using TypedPeer.Channels;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>One side of the soak: serves, and loads the other.</summary>
internal sealed class SoakSide : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _load;

    public SoakSide(IPeerChannel channel)
    {
        Session = PeerSession.Start(channel, peer => peer.Serve(new SoakService(Ledger)));
        _load = new SoakLoad(Session.GetRemote<ISoak>(), Ledger).RunAsync(_stop.Token);
    }

    public PeerSession Session { get; }

    public SoakLedger Ledger { get; } = new();

    /// <summary>Lets every worker finish what it is at.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _load;
        var statistics = Session.GetStatistics();
        Ledger.Expect(statistics.CallsInFlight == 0, $"{statistics.CallsInFlight} calls are still in flight after the load");
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        _stop.Dispose();
    }
}
