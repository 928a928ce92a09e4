using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Calling;

/// <summary>A one-way call that has to wait for room in the send queue, and what its caller awaits meanwhile.</summary>
internal sealed class OneWayCall : PooledCall
{
    private static readonly ObjectPool<OneWayCall> Pool = new(1024);

    public override bool ExpectsAnswer => false;

    public static OneWayCall Rent() => Pool.Rent() ?? new();

    protected override void ReturnToPool() => Pool.Return(this);
}
