namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>Whose events are to be raised once all that has come was read and answered. For one thread at a time.</summary>
internal sealed class RaiseQueue
{
    private readonly Queue<IEventRaiser> _raisers = [];

    /// <summary>Gets whether nobody waits.</summary>
    public bool IsEmpty => _raisers.Count == 0;

    /// <summary>Adds somebody. To be asked twice does no harm: the second time there is nothing to raise.</summary>
    public void Add(IEventRaiser raiser) => _raisers.Enqueue(raiser);

    /// <summary>Takes who comes first.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEventRaiser? raiser) => _raisers.TryDequeue(out raiser);

    /// <summary>Raises on this thread; a failure is the raiser's own.</summary>
    public static void Raise(IEventRaiser raiser)
    {
        try
        {
            raiser.RaiseEvents();
        }
        catch (Exception exception)
        {
            raiser.OnFailed(exception);
        }
    }

    /// <summary>Has others raise what everybody here has to.</summary>
    public void RaiseElsewhere()
    {
        while (TryTake(out var raiser))
        {
            try
            {
                raiser.RaiseElsewhere();
            }
            catch (Exception exception)
            {
                raiser.OnFailed(exception);
            }
        }
    }
}
