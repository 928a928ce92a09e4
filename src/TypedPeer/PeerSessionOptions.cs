using TypedPeer.Channels;

namespace TypedPeer;

/// <summary>Every limit and choice of a session, each with the reason of its default. Read once, when the session starts.</summary>
public sealed class PeerSessionOptions
{
    /// <summary>Timers take no more than 49 days.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    /// <summary>What <see cref="ResumeTimeout"/> is to a link where nobody says.</summary>
    internal static readonly TimeSpan LinkResumeTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Four times what a peer acknowledges at once, at the latest.</summary>
    private const int LeastResumeBuffer = 256 * 1024;

    /// <summary>A peer that is asked more often than any path answers is asked without pause.</summary>
    private static readonly TimeSpan ShortestKeepAlive = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets or sets the most bytes that the arguments, the result or one stream item may take. 4 MiB: more belongs into a stream, which needs no memory for the whole.</summary>
    public int MaxMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets how many bytes of objects each byte of a message may become when it is read; 256 KiB are free beside. 32: more than lists, maps and sets of small items take in honest messages; a value past it fails its call alone.</summary>
    public int MaxDecodedBytesPerByte { get; set; } = CompilerServices.DecodeBudget.DefaultBytesPerByte;

    /// <summary>Gets or sets how many calls of the peer may be queued or running here. 1024: far above what a responsive peer keeps in flight, and small in memory.</summary>
    public int MaxConcurrentCalls { get; set; } = 1024;

    /// <summary>Gets or sets how many streamed arguments of the peer may be open here. 256: each may hold a whole <see cref="StreamWindowBytes"/>.</summary>
    public int MaxConcurrentStreams { get; set; } = 256;

    /// <summary>Gets or sets how many calls given up here the peer may leave without its last word before further calls wait. 1024: what a peer with default limits takes at once, so that only one that takes more, and ends nothing, is held to it.</summary>
    public int MaxCancelledCalls { get; set; } = 1024;

    /// <summary>Gets or sets how many bytes of calls the peer may send before handlers have taken them. 1 MiB: several round trips of small calls on a fast path.</summary>
    public int CallWindowBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets how many bytes of calls that came without order (<see cref="UnreliableAttribute"/>) may wait here for handlers; what comes beyond is dropped. 64 KiB: a second of 60 calls of a packet's size each; who is further behind has no use for them.</summary>
    public int UnreliableWindowBytes { get; set; } = 64 * 1024;

    /// <summary>Gets or sets how many bytes of one stream the peer may send before the consumer has taken them. 256 KiB: 2.5 ms at 100 MB/s, enough for a local network; it grows for longer paths.</summary>
    public int StreamWindowBytes { get; set; } = 256 * 1024;

    /// <summary>Gets or sets how far the window of one stream may grow when the path holds much and the consumer keeps up. 8 MiB: 100 MB/s over 80 ms.</summary>
    public int MaxStreamWindowBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Gets or sets the most bytes of unread streams, arguments and results this session holds for the peer, counted as the arrays they lie in, which are up to twice as large; what the peer's calls take as objects is counted beside it and bounded alike. 64 MiB: four streams at full window, and a call window full of the smallest calls. Windows grow no more past half of it.</summary>
    public long MaxReceiveBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the most bytes that calls which wait here to be sent hold, counted as the arrays their arguments lie in, which are up to twice as large, until the last of large arguments has left; further calls fail at once, but for a call that nothing waits beside. 64 MiB: eight of the largest at least.</summary>
    public int MaxQueuedCallBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets the most bytes that answers hold which wait because the peer, or the path, does not take them, counted as the arrays they lie in, which are up to twice as large. 64 MiB: at half of it handlers wait to start, past it an answer becomes an error.</summary>
    public long MaxQueuedAnswerBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Gets or sets how many objects may be shared with the peer, and held of the peer, as references. 4096: an observer for each item of a long list; more is most likely a leak. 16 times as many references may be on their way.</summary>
    public int MaxReferences { get; set; } = 4096;

    /// <summary>Gets or sets the most bytes given to the channel ahead of the network; a slower path is given what it takes in two milliseconds, and 4 KiB at least. 64 KiB: keeps the path busy, while a small call waits behind less than a millisecond of bulk data at 100 MB/s.</summary>
    public int ChannelBufferBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// Gets or sets how long the peer may be silent before it is asked for a sign of life; at least 10 ms. It may be up to a fourteenth longer, so that many sessions look at once. Where neither side has said anything since, what the channel hears
    /// of the peer (<see cref="IPeerChannelLiveness"/>) is sign enough. 7 s: a data channel's path is checked every 4 to 6 s, so an idle session over one asks nothing.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>
    /// Gets or sets how long the peer may take to answer that question before it is reported as silent (<see cref="PeerSession.IsResponsive"/>), which ends nothing; at least 1 ms. 2.4 s: more than any
    /// usual round trip, and together with the default <see cref="KeepAliveInterval"/> a peer that is gone is told of within 10 s.
    /// </summary>
    public TimeSpan UnresponsiveAfter { get; set; } = TimeSpan.FromSeconds(2.4);

    /// <summary>Gets or sets how long the peer may take to answer that question before the session counts as lost. 20 s: longer than a mobile network's handover, so that a pause of ten seconds ends nothing.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets how long the peer may take to say hello once the channel is open. 30 s: a cold start of the other program.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long the session may wait for another channel when its own is lost, where the peer does, too: calls, streams and references go on over it, exactly once; meanwhile calls wait, and their time
    /// runs. 0 s: the session ends with its channel. Null: a link's waits 2 minutes, for as long as a lost peer is looked for by default, and any other ends, since only links make channels anew.
    /// </summary>
    public TimeSpan? ResumeTimeout { get; set; }

    /// <summary>Gets or sets the most bytes kept of messages that the peer has not acknowledged, to send them again over another channel, counted as the arrays they lie in; past it what is sent waits, unless the peer has fewer than 128 KiB to acknowledge, since it may wait for so many. At least 256 KiB. 8 MiB: what a path of 100 MB/s holds in 80 ms. Nothing is kept without <see cref="ResumeTimeout"/>.</summary>
    public int ResumeBufferBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Gets or sets how long stopping may take: running calls, the peer's answer, and letting go of the channel, for which an eighth of it, up to a second, is kept. 10 s: what a person accepts on closing a program.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets a value indicating whether the peer is told type and message of exceptions that handlers did not announce. Off: they may hold secrets.</summary>
    public bool IncludeExceptionDetails { get; set; }

    /// <summary>
    /// Gets or sets who is told of failures that no caller learns, with the method: exceptions that handlers, their streams, the ends
    /// of their scopes, interceptors and <see cref="AuthorizePeer"/> did not announce, whatever ends a one-way call, and items of this
    /// side's own that fail when nobody waits for them, and other code of the application that throws where no call could tell it, such as <see cref="FrameLog"/>. Called on the thread where it happened. Null: the process's trace
    /// (<see cref="System.Diagnostics.Trace"/>), which also has what this throws itself. The <see cref="System.Diagnostics.Tracing.EventSource"/> <c>TypedPeer</c> has all of it in any case.
    /// </summary>
    public Action<string, Exception>? HandlerFailed { get; set; }

    /// <summary>Gets or sets who is told of every frame that is sent (<c>&gt;</c>) or came (<c>&lt;</c>), with the method's name: for debugging. Called by the thread that sends and the one that reads, which go on when it returns. Null, since it costs a line of text per frame.</summary>
    public Action<string>? FrameLog { get; set; }

    /// <summary>Gets or sets a value indicating whether the channel stays open when the session ends. Off: the session owns its channel.</summary>
    public bool LeaveChannelOpen { get; set; }

    /// <summary>Gets or sets where handlers start, such as a user interface's scheduler. Null: the thread pool.</summary>
    public TaskScheduler? HandlerScheduler { get; set; }

    /// <summary>Gets the interceptors around calls of the peer, the first outermost. None by default: they cost allocations per call.</summary>
    public IList<PeerInterceptor> IncomingInterceptors { get; private set; } = new List<PeerInterceptor>();

    /// <summary>Gets the interceptors around calls this side makes, the first outermost.</summary>
    public IList<PeerInterceptor> OutgoingInterceptors { get; private set; } = new List<PeerInterceptor>();

    /// <summary>
    /// Gets or sets the answer to whether a peer may have a session at all, by the identity its channel proved
    /// (<see cref="IPeerChannel.RemoteIdentity"/>); asked once, when the channel is open and before anything of the peer's is looked at, so that it may set
    /// <see cref="PeerSession.User"/>, too. A peer that may not learns nothing of what is served. An exception is a no. Null: everyone may.
    /// </summary>
    public Func<PeerSession, bool>? AuthorizePeer { get; set; }

    /// <summary>
    /// Gets or sets the answer to whether one call may be made, asked of each, where its handler would start and before any interceptor. It has to see to
    /// <see cref="PeerAuthorizationContext.Requirements"/>, which are those of <see cref="PeerAuthorizeAttribute"/>; with hosting that is done before.
    /// No is <see cref="PeerStatus.PermissionDenied"/> for the caller, and <see cref="PeerStatus.Unauthenticated"/> where something is required of a user and there is none;
    /// a <see cref="PeerException"/> is a no in its own words, and any other exception fails the call like its handler's.
    /// A call keeps its place while the answer takes time: those behind it, to the same object, wait, but for concurrent methods. Null: every call may, and no contract that asks for authorization is served.
    /// </summary>
    public Func<PeerAuthorizationContext, ValueTask<bool>>? AuthorizeCall { get; set; }

    /// <summary>Gets or sets the clock. The system's by default; tests give their own.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Returns options that can be changed without changing these.</summary>
    public PeerSessionOptions Copy()
    {
        var copy = (PeerSessionOptions)MemberwiseClone();
        copy.IncomingInterceptors = IncomingInterceptors.ToList();
        copy.OutgoingInterceptors = OutgoingInterceptors.ToList();
        return copy;
    }

    /// <summary>Makes sure that every value is possible.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public void Validate() => Validated();

    internal PeerSessionOptions Validated()
    {
        var copy = Copy();
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxMessageBytes, 1024, nameof(MaxMessageBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.MaxMessageBytes, 1024 * 1024 * 1024, nameof(MaxMessageBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxDecodedBytesPerByte, 1, nameof(MaxDecodedBytesPerByte));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxConcurrentCalls, 1, nameof(MaxConcurrentCalls));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxCancelledCalls, 1, nameof(MaxCancelledCalls));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxConcurrentStreams, 0, nameof(MaxConcurrentStreams));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.CallWindowBytes, 64 * 1024, nameof(CallWindowBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.UnreliableWindowBytes, 0, nameof(UnreliableWindowBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.StreamWindowBytes, 1024, nameof(StreamWindowBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxStreamWindowBytes, copy.StreamWindowBytes, nameof(MaxStreamWindowBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxReceiveBytes, copy.MaxMessageBytes, nameof(MaxReceiveBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxQueuedCallBytes, 64 * 1024, nameof(MaxQueuedCallBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxQueuedAnswerBytes, copy.MaxMessageBytes, nameof(MaxQueuedAnswerBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.MaxReferences, 0, nameof(MaxReferences));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.ChannelBufferBytes, 1024, nameof(ChannelBufferBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.KeepAliveInterval, ShortestKeepAlive, nameof(KeepAliveInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.UnresponsiveAfter, TimeSpan.FromMilliseconds(1), nameof(UnresponsiveAfter));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(copy.KeepAliveTimeout, TimeSpan.Zero, nameof(KeepAliveTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(copy.HandshakeTimeout, TimeSpan.Zero, nameof(HandshakeTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.StopTimeout, TimeSpan.Zero, nameof(StopTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.ResumeTimeout ?? TimeSpan.Zero, TimeSpan.Zero, nameof(ResumeTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.ResumeTimeout ?? TimeSpan.Zero, LongestTime, nameof(ResumeTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(copy.ResumeBufferBytes, LeastResumeBuffer, nameof(ResumeBufferBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.KeepAliveInterval, LongestTime, nameof(KeepAliveInterval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.UnresponsiveAfter, LongestTime, nameof(UnresponsiveAfter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.KeepAliveTimeout, LongestTime, nameof(KeepAliveTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.HandshakeTimeout, LongestTime, nameof(HandshakeTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.StopTimeout, LongestTime, nameof(StopTimeout));
        ArgumentNullException.ThrowIfNull(copy.TimeProvider, nameof(TimeProvider));
        return copy;
    }
}
