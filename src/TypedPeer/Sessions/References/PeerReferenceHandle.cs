using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions.References;

/// <summary>This side's hold on one object of the peer. Reachable only through its proxy: when that is collected, the hold is given back.</summary>
internal sealed class PeerReferenceHandle(ReferenceTable table, ulong id, PeerContractDescriptor contract) : IThreadPoolWorkItem
{
#pragma warning disable MA0055 // A forgotten proxy can be noticed in no other way.
    ~PeerReferenceHandle()
#pragma warning restore MA0055
    {
        if (Count > 0)
        {
            // The lock is not for the finalizer's thread to wait on.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public ulong Id => id;

    public PeerContractDescriptor Contract => contract;

    /// <summary>Gets or sets how often the peer shared the object without it being given back; zero once it was. Under the lock.</summary>
    public long Count { get; set; }

    public void Release() => table.Release(this, isLeak: false);

    /// <summary>The proxy was collected and had not been released.</summary>
    public void Execute() => table.Release(this, isLeak: true);
}
