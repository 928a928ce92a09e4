using TypedPeer.Channels;

namespace TypedPeer.Testing;

/// <summary>A lane that loses what a test wants lost.</summary>
internal sealed class LossyDatagramLane(IPeerDatagramLane inner, FaultInjectingPeerChannel channel) : IPeerDatagramLane
{
    private long _count;

    public int MaxDatagramSize => inner.MaxDatagramSize;

    public bool TrySend(ReadOnlySpan<byte> datagram)
    {
        var number = Interlocked.Increment(ref _count) - 1;

        // On a network its sender does not learn of it.
        return channel.LosesDatagram?.Invoke(number) == true || inner.TrySend(datagram);
    }
}
