using System.Text.Json.Nodes;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling;

/// <summary>Every choice and limit of a <see cref="PeerNetwork"/>, each with its reason.</summary>
public sealed record PeerNetworkOptions
{
    /// <summary>Gets this side's id, 1 to 64 characters: letters and digits, and single spaces, underscores and hyphens between them; null for one that the server issues.</summary>
    public string? Id { get; init; }

    /// <summary>Gets the room to be in; null for none. A plain PeerServer has no rooms: with one joining fails (<see cref="PeerNetworkError.RoomsUnsupported"/>).</summary>
    public string? Room { get; init; }

    /// <summary>Gets what others are told of this side, at most what the server allows; null for nothing. <see cref="PeerNetwork.SetMetadataAsync"/> changes it.</summary>
    public JsonNode? Metadata { get; init; }

    /// <summary>Gets the server's key. <c>peerjs</c>, as PeerServer and PeerJS have it.</summary>
    public string Key { get; init; } = "peerjs";

    /// <summary>
    /// Gets what gives the token that says who this side's user is, sent as <c>Authorization: Bearer</c>; null for none. Asked again at every attempt to connect to
    /// the server, so that one that expires is renewed. What it throws counts as a server that was not reached.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessToken { get; init; }

    /// <summary>Gets what shows the server that it is the same client when it comes again, as PeerJS's <c>token</c> does; null for one that is drawn.</summary>
    public string? ConnectionToken { get; init; }

    /// <summary>
    /// Gets what is called for each new session, with the link it belongs to, of either side's making: it says what the peer is served. The peer has proved its
    /// <see cref="PeerLink.RemoteIdentity"/> then. Called on a thread of the pool, for several peers at once; what it throws ends that peer's connection alone.
    /// </summary>
    public Action<PeerSessionBuilder, PeerLink>? Configure { get; init; }

    /// <summary>
    /// Gets who may make a link or a data connection to this side; null for everybody who knows its id. Asked before anything is answered, and before an address of this side is looked for or
    /// leaves. Called on a thread of the pool, for several peers at once, and given up after <see cref="PeerConnectionOptions.ConnectTimeout"/>: whoever is not let in by then, or where it throws, is refused.
    /// </summary>
    public Func<PeerAcceptContext, CancellationToken, ValueTask<bool>>? Accept { get; init; }

    /// <summary>
    /// Gets what is called for each data connection that a peer made, such as a PeerJS page, once it is open and <see cref="Accept"/> has let it in; null where there are to be none:
    /// they are refused. Called on a thread of the pool; what it throws ends that connection alone.
    /// </summary>
    public Action<PeerDataConnection>? DataConnected { get; init; }

    /// <summary>Gets what is taken and kept at most of data connections that peers made.</summary>
    public PeerDataLimits DataLimits { get; init; } = new();

    /// <summary>
    /// Gets how many data connections one peer may have made and have open, those that are on their way included. 16: a page has one or a few, and each costs a socket, a handshake and a window of
    /// 4 MiB. Further ones are refused.
    /// </summary>
    public int MaxDataConnectionsPerPeer { get; init; } = 16;

    /// <summary>
    /// Gets how many bytes the data connections that one peer made may hold together, of messages that have not come whole and of those that wait to be read. 256 MiB: one message as large as
    /// <see cref="PeerDataLimits.MaxMessageSize"/> allows while another is read. The connection that would hold more ends. Take less, with that one, where strangers are let in.
    /// </summary>
    public long MaxDataHeldPerPeer { get; init; } = 256 * 1024 * 1024;

    /// <summary>Gets how many bytes all data connections that peers made may hold together. 1 GiB: four peers that do their worst, so that more of them do not fill the memory of the process.</summary>
    public long MaxDataHeld { get; init; } = 1024 * 1024 * 1024;

    /// <summary>
    /// Gets what links are like, and how they are found again. Where its certificate is null the network makes one for all of its links, so that peers know it again.
    /// The ICE servers of the signaling server are used beside those given here.
    /// </summary>
    public PeerLinkOptions Link { get; init; } = new();

    /// <summary>Gets how long the server may take to let this side in, and to answer each request, at most 1 day. 15 s: as long as an attempt to connect to a peer.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the delay before a server that was lost is tried again; it doubles with each attempt and is drawn from the upper half. 500 ms: a restart takes longer, a dropped connection does not.</summary>
    public TimeSpan MinReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets the longest delay between two attempts, at most 1 day. 30 s: nothing that is up depends on it, and a server that starts is not overrun. There is no last attempt.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets how often the server's connection is checked while nothing comes, and how long its answer may take. 15 s: a server that died without a word is noticed within half a minute.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets how many peers of a room are remembered. 10,000: as many clients as a small server has. Further ones are not told of.</summary>
    public int MaxPeers { get; init; } = 10_000;

    /// <summary>Gets how many links of others' making may be on their way at once, each peer having one at most. 64: each costs sockets and a handshake. Further ones are refused (<see cref="PeerNetworkError.TooMany"/>).</summary>
    public int MaxPendingLinks { get; init; } = 64;

    /// <summary>Gets how many messages wait for each reader of <see cref="PeerNetwork.ReadMessagesAsync"/>. 256: a burst of a room; beyond that the reader is told that it lost some.</summary>
    public int MaxQueuedMessages { get; init; } = 256;

    /// <summary>Gets the clock of the server's connection. Links have theirs in their options.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what delays are drawn from: one with a seed in tests.</summary>
    internal Random Random { get; init; } = Random.Shared;

    /// <summary>Gets what the ids of links and the numbers beside descriptions are drawn from: one with a seed in tests.</summary>
    internal Func<UInt128> DrawNumber { get; init; } = RandomNumber.Draw;

    /// <summary>Gets what makes connections: another network in tests.</summary>
    internal Func<PeerConnectionOptions, PeerConnection> CreateConnection { get; init; } = static options => new PeerConnection(options);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Link);
        ArgumentNullException.ThrowIfNull(Key);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(DataLimits);
        Link.Validate();
        DataLimits.Validate();
        CheckTime(ServerTimeout, nameof(ServerTimeout));
        CheckTime(MinReconnectDelay, nameof(MinReconnectDelay));
        CheckTime(MaxReconnectDelay, nameof(MaxReconnectDelay));
        CheckTime(KeepAliveInterval, nameof(KeepAliveInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReconnectDelay, MinReconnectDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingLinks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDataConnectionsPerPeer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDataHeldPerPeer, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDataHeld, MaxDataHeldPerPeer);
    }

    private static void CheckTime(TimeSpan time, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromDays(1), name);
    }
}
