using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Calls;

/// <summary>A one-way call that has to wait for room in the send queue, and what its caller awaits meanwhile.</summary>
internal sealed class OneWayCall : PooledCall
{
    private static readonly ObjectPool<OneWayCall> Pool = new(1024);

    public override bool ExpectsAnswer => false;

    /// <summary>Gets or sets who is told how the call ended, in the place of a caller who awaits it; set before it is started. Null for the caller.</summary>
    public IOneWayOutcome? Outcome { get; set; }

    public static OneWayCall Rent() => Pool.Rent() ?? new();

    protected override void Run()
    {
        if (Outcome is not { } outcome)
        {
            base.Run();
            return;
        }

        var method = Method;
        var failure = Status == PeerStatus.Ok ? null : CreateException();
        Recycle();
        if (failure is null)
        {
            outcome.OnAccepted();
        }
        else
        {
            outcome.OnFailed(method, failure);
        }
    }

    protected override void ReturnToPool()
    {
        Outcome = null;
        Pool.Return(this);
    }
}
