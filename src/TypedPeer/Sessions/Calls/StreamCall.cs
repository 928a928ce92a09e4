namespace TypedPeer.Sessions.Calls;

/// <summary>A call answered by a stream. Its end, good or bad, is the end of its receiver.</summary>
internal sealed class StreamCall : AwaitedCall
{
    public override bool ExpectsStream => true;

    /// <summary>Gets the exception of a call that ended badly.</summary>
    public Exception Exception => CreateException();

    /// <summary>Whoever reads the stream is told by its receiver.</summary>
    protected override void Run()
    {
    }
}
