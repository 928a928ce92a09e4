namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>Whoever has events for the application's handlers, which may take as long as they like.</summary>
internal interface IEventRaiser
{
    /// <summary>Raises all events there are on this thread. Others receive and answer meanwhile, if it takes long.</summary>
    void RaiseEvents();

    /// <summary>Has another thread raise them: this one must not be kept.</summary>
    void RaiseElsewhere();

    /// <summary>Something failed in one of the two: a bug.</summary>
    void OnFailed(Exception exception);
}
