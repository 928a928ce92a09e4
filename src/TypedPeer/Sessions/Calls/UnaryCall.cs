using System.Threading.Tasks.Sources;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Calls;

/// <summary>A call with one answer, whose bytes are kept and decoded on the thread that awaits them.</summary>
internal sealed class UnaryCall<TResult, TCodec> : PooledCall, IValueTaskSource<TResult>
    where TCodec : struct, IPeerCodec<TResult>
{
    private static readonly ObjectPool<UnaryCall<TResult, TCodec>> Pool = new(1024);
    private UnreadResult? _unread;

    public static UnaryCall<TResult, TCodec> Rent() => Pool.Rent() ?? new();

    /// <summary>Takes the result, once; blocks until it is there.</summary>
    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        Take(token);
        try
        {
            base.TakeOutcome();
            return Decode();
        }
        finally
        {
            Recycle();
        }
    }

    protected override void Run()
    {
        _unread = HasReferences ? new(Session, Key) : null;
        base.Run();
    }

    /// <summary>Also who awaits no value reads what came in its place.</summary>
    protected override void TakeOutcome()
    {
        base.TakeOutcome();
        Decode();
    }

    protected override void ReturnToPool()
    {
        _unread = null;
        Pool.Return(this);
    }

    /// <summary>Reads the result and tells the peer which references were taken; when it cannot be read, they go back.</summary>
    private TResult Decode()
    {
        var reader = new PeerReader(Result, Session);
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
            Session.ReturnAll(reader.Taken);
            throw new PeerException(
                (e as PeerDataException)?.Status ?? PeerStatus.InvalidData, $"The answer of {Method} is not what the contract says: {ExceptionText.MessageOf(e)}", PeerCallFate.Answered, e);
        }
        finally
        {
            _unread?.Settle(reader.Taken?.Count ?? 0);
        }
    }
}
