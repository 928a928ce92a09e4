namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>A socket that a <see cref="ReceiveLoop"/> reads. Called by one thread at a time.</summary>
internal interface ILoopSocket
{
    /// <summary>Something is there to be read, or was a moment ago. Nothing may escape.</summary>
    /// <param name="batch">What it is read into; the loop's own, so nothing of it is kept.</param>
    /// <param name="raises">Takes whose events are to be raised for it.</param>
    void OnReadable(ReadBatch batch, RaiseQueue raises);
}
