using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Calls;

/// <summary>
/// A result that holds references and that nobody has read yet. When its caller drops it unread, the collector finds this, and
/// the peer learns that nothing was taken.
/// </summary>
internal sealed class UnreadResult : SessionWork
{
    private readonly ISession _session;
    private readonly ulong _call;

    public UnreadResult(ISession session, ulong call)
    {
        _session = session;
        _call = call;
        BelongTo(session);
    }

#pragma warning disable MA0055 // A result that was dropped can be noticed in no other way.
    ~UnreadResult()
#pragma warning restore MA0055
    {
        // The session is not for the finalizer's thread to wait on.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The result was read, as far as its first <paramref name="taken"/> references.</summary>
    public void Settle(int taken)
    {
#pragma warning disable CA1816 // Settling is what disposing would be; there is nothing else to release.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        _session.Settle(_call, (ulong)taken);
    }

    protected override void Run() => Settle(0);
}
