using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Connection;

/// <summary>
/// Something the core tells its driver. Made by the member named after its kind; which of the others may be asked depends on
/// <see cref="Kind"/>. One object and one number hold them all, since a queue of these is copied and swapped all the time.
/// </summary>
internal readonly struct PeerEvent
{
    private readonly object? _detail;
    private readonly int _number;

    private PeerEvent(PeerEventKind kind, DataChannelCore? channel = null, object? detail = null, int number = 0, int length = 0)
    {
        Kind = kind;
        Channel = channel;
        _detail = detail;
        _number = number;
        Length = length;
    }

    /// <summary>Gets what happened.</summary>
    public PeerEventKind Kind { get; }

    /// <summary>Gets the channel it happened to; null where it happened to the connection.</summary>
    public DataChannelCore? Channel { get; }

    /// <summary>Gets a message's bytes, in a rented buffer that is the taker's; null of any other event.</summary>
    public byte[]? Buffer => Kind == PeerEventKind.ChannelMessage ? (byte[])_detail! : null;

    /// <summary>Gets how many bytes of <see cref="Buffer"/> are the message.</summary>
    public int Length { get; }

    /// <summary>Gets whether a message is text.</summary>
    public bool IsText => _number != 0;

    /// <summary>Gets why the channel, or the connection, ended.</summary>
    public PeerChannelCloseReason Reason => (PeerChannelCloseReason)_detail!;

    /// <summary>Gets the new candidate.</summary>
    public IceCandidateInit Candidate => (IceCandidateInit)_detail!;

    /// <summary>Gets what gives no candidate.</summary>
    public IceCandidateError CandidateError => (IceCandidateError)_detail!;

    /// <summary>Gets what the application's filter threw.</summary>
    public Exception Failure => (Exception)_detail!;

    /// <summary>Gets which need of an exchange this is; they are counted from one.</summary>
    public int Need => _number;

    /// <summary>Gets the new state of the offer/answer exchange.</summary>
    public SignalingState SignalingState => (SignalingState)_number;

    /// <summary>Gets the new state of the connection.</summary>
    public PeerConnectionState ConnectionState => (PeerConnectionState)_number;

    /// <summary>Gets the new state of the path.</summary>
    public IceConnectionState IceConnectionState => (IceConnectionState)_number;

    /// <summary>Gets the new state of the search for local candidates.</summary>
    public IceGatheringState IceGatheringState => (IceGatheringState)_number;

    public static PeerEvent NegotiationNeeded(int need) => new(PeerEventKind.NegotiationNeeded, number: need);

    public static PeerEvent Of(SignalingState state) => new(PeerEventKind.SignalingState, number: (int)state);

    public static PeerEvent Of(PeerConnectionState state) => new(PeerEventKind.ConnectionState, number: (int)state);

    public static PeerEvent Of(IceConnectionState state) => new(PeerEventKind.IceConnectionState, number: (int)state);

    public static PeerEvent Of(IceGatheringState state) => new(PeerEventKind.IceGatheringState, number: (int)state);

    public static PeerEvent LocalCandidate(IceCandidateInit candidate) => new(PeerEventKind.LocalCandidate, detail: candidate);

    public static PeerEvent Of(IceCandidateError error) => new(PeerEventKind.IceCandidateError, detail: error);

    public static PeerEvent FilterFailed(Exception failure) => new(PeerEventKind.FilterFailed, detail: failure);

    public static PeerEvent ChannelIncoming(DataChannelCore channel) => new(PeerEventKind.ChannelIncoming, channel);

    public static PeerEvent ChannelOpen(DataChannelCore channel) => new(PeerEventKind.ChannelOpen, channel);

    public static PeerEvent ChannelMessage(DataChannelCore channel, byte[] rented, int length, bool isText) =>
        new(PeerEventKind.ChannelMessage, channel, rented, isText ? 1 : 0, length);

    public static PeerEvent ChannelBufferedAmountLow(DataChannelCore channel) => new(PeerEventKind.ChannelBufferedAmountLow, channel);

    public static PeerEvent ChannelClosing(DataChannelCore channel) => new(PeerEventKind.ChannelClosing, channel);

    public static PeerEvent ChannelClosed(DataChannelCore channel, PeerChannelCloseReason reason) => new(PeerEventKind.ChannelClosed, channel, reason);

    public static PeerEvent Closed(PeerChannelCloseReason reason) => new(PeerEventKind.Closed, detail: reason);
}
