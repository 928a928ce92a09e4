using System.Threading.Tasks.Sources;

namespace TypedPeer.Sessions;

/// <summary>A one-way call that has to wait for room in the send queue, and what its caller awaits meanwhile.</summary>
internal sealed class OneWayCall : OutgoingCall, IValueTaskSource
{
    private static readonly ObjectPool<OneWayCall> Pool = new(1024);
    private ManualResetValueTaskSourceCore<bool> _source;

    public override bool ExpectsAnswer => false;

    public short Version => _source.Version;

    public static OneWayCall Rent() => Pool.Rent() ?? new();

    public override bool OnResult(ReadOnlySpan<byte> bytes, int limit) => false;

    public override void OnAccepted() => Engine.Work.Add(this);

    public override void Execute()
    {
        if (Status == PeerStatus.Ok)
        {
            _source.SetResult(true);
        }
        else
        {
            _source.SetException(CreateException());
        }
    }

    public void GetResult(short token)
    {
        try
        {
            _source.GetResult(token);
        }
        finally
        {
            Recycle(token);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    public void Recycle(short token)
    {
        if (token != _source.Version)
        {
            return;
        }

        Unwatch();
        _source.Reset();
        Reset();
        Pool.Return(this);
    }
}
