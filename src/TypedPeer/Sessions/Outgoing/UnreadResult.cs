using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// A result that holds references and that nobody has read yet. When its caller drops it unread, the collector finds this, and
/// the peer learns that nothing was taken.
/// </summary>
internal sealed class UnreadResult(SessionEngine engine, ulong call) : IThreadPoolWorkItem
{
#pragma warning disable MA0055 // A result that was dropped can be noticed in no other way.
    ~UnreadResult()
#pragma warning restore MA0055
    {
        // The lock is not for the finalizer's thread to wait on.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The result was read, as far as its first <paramref name="taken"/> references.</summary>
    public void Settle(int taken)
    {
#pragma warning disable CA1816 // Settling is what disposing would be; there is nothing else to release.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
        engine.Enter();
        engine.Core.Settle(call, 0, (ulong)taken, SettleEnd.Part);
        engine.Exit(eager: false);
    }

    public void Execute() => Settle(0);
}
