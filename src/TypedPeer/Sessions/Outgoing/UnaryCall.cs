using System.Threading.Tasks.Sources;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Awaiting;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Outgoing;

/// <summary>
/// A call with one answer, and the pooled source of the value task the caller awaits. The answer's bytes are kept and decoded
/// on the thread that awaits them. Goes back to the pool when the result is taken.
/// </summary>
internal sealed class UnaryCall<TResult, TCodec> : OutgoingCall, IValueTaskSource<TResult>, IValueTaskSource
    where TCodec : struct, IPeerCodec<TResult>
{
    private static readonly ObjectPool<UnaryCall<TResult, TCodec>> Pool = new(1024);
    private ValueTaskSourceCore _source;
    private CallBuffer _result;

    public short Version => _source.Version;

    public static UnaryCall<TResult, TCodec> Rent() => Pool.Rent() ?? new();

    public override int GrowthBy(int bytes) => _result.GrowthBy(bytes);

    public override bool OnResult(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length > limit - _result.Length)
        {
            return false;
        }

        _result.Append(bytes);
        return true;
    }

    public override void Execute() => _source.Complete(true, Status == PeerStatus.Ok ? null : CreateException());

    /// <summary>Takes the result, once; blocks until it is there.</summary>
    public TResult GetResult(short token)
    {
        _source.Take(token);
        try
        {
            _source.GetResult();
            return Decode();
        }
        finally
        {
            Recycle();
        }
    }

    /// <summary>Reads the result and tells the peer which references were taken; when it cannot be read, they go back.</summary>
    private TResult Decode()
    {
        var reader = new PeerReader(_result.Span, Engine);
        try
        {
            var result = TCodec.Read(ref reader);
            reader.End();
            return result;
        }
#pragma warning disable CA1031 // The result's own type may throw anything about bytes that come from anybody.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Engine.Core.References.ReturnAll(reader.Taken);
            throw new PeerException(
                (e as PeerDataException)?.Status ?? PeerStatus.InvalidData, $"The answer of {Method} is not what the contract says: {ExceptionText.MessageOf(e)}", PeerCallFate.Answered, e);
        }
        finally
        {
            Unread?.Settle(reader.Taken?.Count ?? 0);
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Gives the object back to the pool; only for whoever has it alone. The version moves on, so that a task awaited twice finds out.</summary>
    public void Recycle()
    {
        Unwatch();
        _result.Reset();
        Reset();
        _source.Reset();
        Pool.Return(this);
    }
}

/// <summary>Stands for the result of a method without one.</summary>
internal readonly struct NoResult;

/// <summary>Nothing on the wire.</summary>
internal readonly struct NoResultCodec : IPeerCodec<NoResult>
{
    public static void Write(ref PeerWriter writer, in NoResult value)
    {
    }

    public static NoResult Read(ref PeerReader reader) => default;
}
