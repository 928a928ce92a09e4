using System.Threading.Tasks.Sources;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>A one-way call that has to wait for room in the send queue, and what its caller awaits meanwhile.</summary>
internal sealed class OneWayCall : OutgoingCall, IValueTaskSource
{
    private static readonly ObjectPool<OneWayCall> Pool = new(1024);
    private ValueTaskSourceCore _source;

    public override bool ExpectsAnswer => false;

    public short Version => _source.Version;

    public static OneWayCall Rent() => Pool.Rent() ?? new();

    public override bool OnResult(ReadOnlySpan<byte> bytes, int limit) => false;

    public override void OnAccepted() => Engine.Work.Add(this);

    public override void Execute() => _source.Complete(true, Status == PeerStatus.Ok ? null : CreateException());

    /// <summary>Takes the result, once; blocks until it is there.</summary>
    public void GetResult(short token)
    {
        _source.Take(token);
        try
        {
            _source.GetResult();
        }
        finally
        {
            Recycle();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Gives the object back to the pool; only for whoever has it alone.</summary>
    public void Recycle()
    {
        Unwatch();
        Reset();
        _source.Reset();
        Pool.Return(this);
    }
}
