using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.Signaling.Channels;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Tests.Channels;

/// <summary>The channels of two links, and connections beneath them that come and go.</summary>
internal sealed class RebuiltPair : IAsyncDisposable
{
    private static readonly PeerConnectionOptions Options = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    private PeerConnectionPair? _pair;
    private UdpRelay? _relay;

    public RebuiltPair(TimeProvider? time = null)
    {
        Left = Make(time);
        Right = Make(time);
    }

    public LinkChannels Left { get; }

    public LinkChannels Right { get; }

    public PeerConnectionPair Connections => _pair!;

    /// <summary>Has both sides connected anew.</summary>
    public async Task ConnectAsync()
    {
        _relay?.Dispose();
        _relay = new UdpRelay();
        _pair = PeerConnectionPair.Create(Options, Options);
        _pair.Relay = _relay;

        // As links have it: the session's own.
        _pair.Offerer.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        _pair.Answerer.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        await _pair.ConnectAsync().SoonAsync();
        Left.Attach(_pair.Offerer);
        Right.Attach(_pair.Answerer);
    }

    /// <summary>From now on nothing passes, and nobody notices.</summary>
    public void Cut() => _relay!.Cut();

    /// <summary>Both connections end, without a word to the other side.</summary>
    public async Task LoseAsync()
    {
        Cut();
        await _pair!.Offerer.CloseAsync(new CancellationToken(canceled: true)).AsTask().SoonAsync();
        await _pair.Answerer.CloseAsync(new CancellationToken(canceled: true)).AsTask().SoonAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var end = new PeerLinkEnd(PeerLinkEndKind.Closed, "The test is over.");
        await Left.EndAsync(end).SoonAsync();
        await Right.EndAsync(end).SoonAsync();
        if (_pair is not null)
        {
            await _pair.DisposeAsync();
        }

        _relay?.Dispose();
    }

    private static LinkChannels Make(TimeProvider? time) => new(time ?? TimeProvider.System, new EventQueue(static exception => Assert.Fail(exception.ToString())), static (what, exception) => Assert.Fail($"{what}: {exception}"));
}
