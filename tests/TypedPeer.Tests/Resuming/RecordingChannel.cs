using System.Collections.Concurrent;
using TypedPeer.Channels;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Resuming;

/// <summary>A channel that keeps what was said over it.</summary>
internal sealed class RecordingChannel(IPeerChannel inner) : ForwardingChannel(inner)
{
    public ConcurrentQueue<byte[]> Sent { get; } = new();

    public override long Send(ReadOnlySpan<byte> message)
    {
        Sent.Enqueue(message.ToArray());
        return base.Send(message);
    }
}
