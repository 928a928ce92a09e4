namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>A time at which a <see cref="ReceiveLoop"/> calls somebody. The loop's lock guards what the loop keeps in it.</summary>
/// <param name="onDue">Called on the loop's thread, with what takes whose events are to be raised.</param>
/// <param name="onFailed">Takes what that throws.</param>
internal sealed class LoopDeadline(Action<RaiseQueue> onDue, Action<Exception> onFailed)
{
    /// <summary>Not in a queue.</summary>
    public const int None = -1;

    /// <summary>Gets or sets when, in microseconds of the loop's clock.</summary>
    public long Time { get; set; }

    /// <summary>Gets or sets its place in the queue.</summary>
    public int Index { get; set; } = None;

    /// <summary>The time has come.</summary>
    public void OnDue(RaiseQueue raises)
    {
        try
        {
            onDue(raises);
        }
        catch (Exception exception)
        {
            onFailed(exception);
        }
    }
}
