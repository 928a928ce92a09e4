using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Calling;

/// <summary>This side's hold on one object of the peer. Reachable only through its proxy: when that is collected, the hold is given back.</summary>
internal sealed class PeerReferenceHandle(ISession session, ulong id, IContractDescription contract) : HeldReference(id, contract)
{
#pragma warning disable MA0055 // A forgotten proxy can be noticed in no other way.
    ~PeerReferenceHandle()
#pragma warning restore MA0055
    {
        if (Count > 0)
        {
            // The session is not for the finalizer's thread to wait on.
            ThreadPool.UnsafeQueueUserWorkItem(new Forgotten(session, this), preferLocal: false);
        }
    }

    public void Release() => session.Release(this, isLeak: false);

    /// <summary>The proxy was collected and had not been released.</summary>
    private sealed class Forgotten : SessionWork
    {
        private readonly ISession _session;
        private readonly PeerReferenceHandle _handle;

        public Forgotten(ISession session, PeerReferenceHandle handle)
        {
            _session = session;
            _handle = handle;
            BelongTo(session);
        }

        protected override void Run() => _session.Release(_handle, isLeak: true);
    }
}
