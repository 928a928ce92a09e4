using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Entry;

/// <summary>
/// The one way into a session's core for everything outside of it: proxies and their calls, handlers, streams, codecs. Every member may
/// be called from any thread, does one thing, and is through when it returns; what comes of it is run elsewhere.
/// </summary>
internal interface ISession : ISessionWorkOwner
{
    PeerSessionOptions Options { get; }

    /// <summary>Gets the monotonic time in microseconds.</summary>
    long Now { get; }

    /// <summary>Gets a value indicating whether nothing goes in or out any more. A moment later it may.</summary>
    bool HasEnded { get; }

    /// <summary>Gets the largest piece of one call's data in one frame, in bytes.</summary>
    int Chunk { get; }

    /// <summary>Makes the list for the streamed arguments of a call that is about to be started.</summary>
    ArgumentStreams CreateStreams();

    /// <summary>Starts a call, which may have to wait for room. Null, or why it cannot be made, and then nothing of it is left.</summary>
    Exception? Start(OutgoingCall call);

    /// <summary>Starts a one-way call. Null, or why it cannot be made, and then nothing of it is left.</summary>
    /// <param name="call">The call.</param>
    /// <param name="accepted">Whether it did not have to wait for room: nothing more is heard of it then.</param>
    Exception? StartOneWay(OutgoingCall call, out bool accepted);

    /// <summary>The caller does not want a call any more.</summary>
    void Cancel(OutgoingCall call, CancellationToken token);

    /// <summary>The enumeration of a call's stream is over: the call ends, and its receiver is let go of.</summary>
    void Leave(OutgoingCall call, StreamReceiver receiver, ref StreamBatch batch);

    /// <summary>Tells the peer how many references of a result were taken.</summary>
    void Settle(ulong call, ulong taken);

    /// <summary>Takes the next call whose handler may start. Null: none may now.</summary>
    IncomingCall? Next(ServedTarget target);

    /// <summary>Has work of the session's done, where that runs.</summary>
    void Queue(SessionWork work);

    /// <summary>Answers a call, and takes the next one.</summary>
    IncomingCall? Next(ServedTarget target, in Answer answer);

    /// <summary>The handler answered.</summary>
    void Answer(in Answer answer);

    /// <summary>The handler failed.</summary>
    void AnswerError(IncomingCall call, PeerStatus status, string message, byte[]? detail = null);

    /// <summary>The handler answered with a stream, whose items are enumerated by <paramref name="producer"/>.</summary>
    AnswerStream AnswerStream(IncomingCall call, SessionWork producer);

    /// <summary>The handler is through with the arguments.</summary>
    void ReleaseArguments(IncomingCall call);

    /// <summary>Says what is run when a call is cancelled; at once if it is.</summary>
    void OnCancelled(IncomingCall call, SessionWork cancellation);

    /// <summary>What the object of a call counted for, while it was being given back.</summary>
    void ReleaseObject(int kept);

    /// <summary>Returns the refused calls since the last time.</summary>
    (ulong Method, PeerException First, int Others) Take(RefusedCalls refused);

    /// <summary>Hands a batch of encoded items over. False: there is no room, and the producer is run again when there is.</summary>
    bool HandOver(OutgoingStream stream, ref byte[] batch, ref int length);

    /// <summary>Hands the last batch over together with the end. False as above.</summary>
    bool Complete(OutgoingStream stream, ref byte[] batch, ref int length, PeerStatus status, string? message);

    /// <summary>The caller's own items failed. False when nobody is left who hears of it.</summary>
    bool NoteFailure(ArgumentStreams streams, OutgoingStream stream, Exception exception);

    /// <summary>Hands what came to the consumer of a stream, or lets it wait.</summary>
    StreamTaken Take(StreamReceiver receiver, ref StreamBatch batch, long needed, StreamWaiter waiter);

    /// <summary>The consumer of a streamed argument leaves.</summary>
    void Leave(StreamReceiver receiver, ref StreamBatch batch);

    /// <summary>The consumer of a streamed argument cancelled its enumeration.</summary>
    void Cancel(StreamReceiver receiver);

    /// <summary>The collector found an enumerator that had not been disposed.</summary>
    void NoteLeak();

    /// <summary>Shares an object. Returns what is written for it.</summary>
    ulong Export(object instance, IContractDescription contract, ref SentReferences? sent);

    /// <summary>Takes a reference that came.</summary>
    object Import(ulong value, IContractDescription contract, out HeldReference? taken);

    /// <summary>Finds the queue of calls to an object of this side, by how a reference to it was written; null for an object of the peer.</summary>
    ServedTarget? FindTarget(ulong written);

    /// <summary>Gives a reference of the peer back.</summary>
    void Release(HeldReference held, bool isLeak);

    /// <summary>A value with references in it could not be read to its end: what was taken of them goes back.</summary>
    void ReturnAll(List<HeldReference>? taken);

    /// <summary>What was written will not be sent: gives its references back.</summary>
    void Discard(SentReferences sent);

    /// <summary>The last item was not written after all: gives back what was shared for it.</summary>
    void Undo(SentReferences sent, ulong written);

    /// <summary>From now on the consumer of a stream says which references it takes; one that has left already said so too early to be heard.</summary>
    void AwaitSettling(OutgoingStream stream, SentReferences sent);
}
