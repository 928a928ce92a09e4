namespace TypedPeer.Sessions;

/// <summary>
/// The token source of one call, cancelled on the pool since cancelling runs user code. Sources that were never cancelled are
/// used again.
/// </summary>
internal sealed class CallCancellation : IThreadPoolWorkItem
{
    private static readonly ObjectPool<CallCancellation> Pool = new(256);
    private CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public static CallCancellation Rent() => Pool.Rent() ?? new();

    public void Execute()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException e)
        {
            // What callbacks of user code throw concerns neither the call nor the session.
            System.Diagnostics.Debug.WriteLine(e);
        }
    }

    /// <summary>Gives the source back; only for one whose cancellation was never asked for.</summary>
    public void Return()
    {
        if (_source.TryReset())
        {
            Pool.Return(this);
        }
        else
        {
            _source.Dispose();
            _source = new();
        }
    }
}
