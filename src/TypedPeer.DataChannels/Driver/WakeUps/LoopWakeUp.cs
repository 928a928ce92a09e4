using System.Runtime.Versioning;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver.WakeUps;

/// <summary>The end of a receive loop's wait: the thread that waits for datagrams is woken by nobody else, and to the microsecond.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopWakeUp(ReceiveLoop loop, Action<RaiseQueue> onDue, Action<Exception> onFailed) : IWakeUp
{
    private readonly LoopDeadline _deadline = new(onDue, onFailed);

    /// <inheritdoc/>
    public void Set(long microseconds) => loop.Set(_deadline, microseconds);

    /// <inheritdoc/>
    public void Dispose() => loop.Clear(_deadline);
}
