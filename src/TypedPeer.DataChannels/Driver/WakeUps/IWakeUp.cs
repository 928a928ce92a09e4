namespace TypedPeer.DataChannels.Driver.WakeUps;

/// <summary>What wakes a driver at a time.</summary>
internal interface IWakeUp : IDisposable
{
    /// <summary>Wakes it so many microseconds from now, and no more at the time set before.</summary>
    void Set(long microseconds);
}
