namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>Two connections in this process that find each other over real sockets.</summary>
internal sealed class PeerConnectionPair : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private PeerConnectionPair(PeerConnection offerer, PeerConnection answerer)
    {
        Offerer = offerer;
        Answerer = answerer;
    }

    public PeerConnection Offerer { get; }

    public PeerConnection Answerer { get; }

    /// <summary>Gets or sets the only way between both, set before they are told of each other; null for every way there is.</summary>
    public UdpRelay? Relay { get; set; }

    /// <summary>Gets or sets what becomes of the text of every description on the way, unless <see cref="SignalAsync"/> is told otherwise; null for nothing.</summary>
    public Func<string, string>? Change { get; set; }

    public static PeerConnectionPair Create(PeerConnectionOptions? offerer = null, PeerConnectionOptions? answerer = null) =>
        new(new PeerConnection(offerer), new PeerConnection(answerer));

    public static PeerConnectionPair Create(PeerConnection offerer, PeerConnection answerer) => new(offerer, answerer);

    /// <summary>Exchanges complete descriptions, as by hand.</summary>
    /// <param name="offer">What becomes of the offer's text on the way; null for nothing.</param>
    /// <param name="answer">The same of the answer's.</param>
    public async Task SignalAsync(Func<string, string>? offer = null, Func<string, string>? answer = null)
    {
        await Offerer.SetLocalDescriptionAsync();
        await Offerer.GatheringCompleted.WaitAsync(Patience);
        await Answerer.SetRemoteDescriptionAsync(Alter(Relay?.Redirect(Offerer.LocalDescription!, fromFirst: true) ?? Offerer.LocalDescription!, offer ?? Change));
        await Answerer.SetLocalDescriptionAsync();
        await Answerer.GatheringCompleted.WaitAsync(Patience);
        await Offerer.SetRemoteDescriptionAsync(Alter(Relay?.Redirect(Answerer.LocalDescription!, fromFirst: false) ?? Answerer.LocalDescription!, answer ?? Change));
    }

    private static SessionDescription Alter(SessionDescription description, Func<string, string>? change) =>
        change is null ? description : description with { Sdp = change(description.Sdp) };

    /// <summary>Exchanges descriptions and waits until both sides are up.</summary>
    public async Task ConnectAsync()
    {
        await SignalAsync();
        await Offerer.Connected.WaitAsync(Patience);
        await Answerer.Connected.WaitAsync(Patience);
    }

    /// <summary>Opens a channel from the offerer and takes it at the answerer.</summary>
    public async Task<(DataChannel Local, DataChannel Remote)> OpenChannelAsync(string label = "test", DataChannelOptions? options = null)
    {
        var local = Offerer.CreateDataChannel(label, options);
        if (Offerer.SignalingState == SignalingState.Stable && Offerer.RemoteDescription is null)
        {
            await ConnectAsync();
        }

        await local.Opened.WaitAsync(Patience);
        return (local, await Answerer.AcceptDataChannelAsync().AsTask().WaitAsync(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        await Offerer.DisposeAsync();
        await Answerer.DisposeAsync();
    }
}
