using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>Two ends of a data connection, without a server between them.</summary>
internal sealed class DataConnectionPair : IAsyncDisposable
{
    private DataConnectionPair(PeerDataConnection caller, PeerDataConnection callee, DataChannel channel) => (Caller, Callee, Channel) = (caller, callee, channel);

    public PeerDataConnection Caller { get; }

    public PeerDataConnection Callee { get; }

    /// <summary>Gets the caller's channel, for what no data connection would send.</summary>
    public DataChannel Channel { get; }

    public static async Task<DataConnectionPair> ConnectAsync(
        PeerDataSerialization serialization = PeerDataSerialization.Binary, bool reliable = true, PeerDataLimits? caller = null, PeerDataLimits? callee = null, PeerConnectionOptions? options = null)
    {
        var pair = Create(serialization, reliable, caller, callee, options);
        await pair.NegotiateAsync();
        await pair.Caller.Opened.SoonAsync();
        await pair.Callee.Opened.SoonAsync();
        return pair;
    }

    public static DataConnectionPair Create(
        PeerDataSerialization serialization = PeerDataSerialization.Binary, bool reliable = true, PeerDataLimits? caller = null, PeerDataLimits? callee = null, PeerConnectionOptions? options = null)
    {
        options = (options ?? new PeerConnectionOptions()) with { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
        var first = new PeerConnection(options);
        var second = new PeerConnection(options);
        var offer = new PeerDataOffer("bob", "dc_1", "notes", PeerData.Null, serialization, reliable);
        var pair = new DataConnectionPair(
            new PeerDataConnection(first, offer, caller ?? new()),
            new PeerDataConnection(second, offer with { PeerId = "alice" }, callee ?? new()),
            first.CreateDataChannel("notes", new DataChannelOptions { Ordered = reliable }));
        pair.Caller.Bind(pair.Channel);
        second.DataChannel += pair.Callee.Bind;
        return pair;
    }

    public async Task NegotiateAsync()
    {
        var (first, second) = (Caller.Connection, Callee.Connection);
        await first.SetLocalDescriptionAsync(cancellationToken: Loopback.Token);
        await first.GatheringCompleted.SoonAsync();
        await second.SetRemoteDescriptionAsync(first.LocalDescription!, Loopback.Token);
        await second.SetLocalDescriptionAsync(cancellationToken: Loopback.Token);
        await second.GatheringCompleted.SoonAsync();
        await first.SetRemoteDescriptionAsync(second.LocalDescription!, Loopback.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await using (Caller)
        {
            // Both sides, whatever the first does.
            await Callee.DisposeAsync();
        }
    }
}
