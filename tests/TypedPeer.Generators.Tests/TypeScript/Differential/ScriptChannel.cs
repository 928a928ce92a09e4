using TypedPeer.Channels;
using TypedPeer.Fuzz.Session;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>A channel whose other end is a script, perhaps with a lane for datagrams.</summary>
/// <param name="hasLane">Whether it has one.</param>
/// <param name="sent">Called with each datagram that the session sends.</param>
internal sealed class ScriptChannel(bool hasLane, Action<byte[]> sent) : FuzzChannel, IPeerChannelDatagrams, IPeerDatagramLane
{
    private IPeerDatagramReceiver? _datagrams;

    public int MaxDatagramSize => 1200;

    public IPeerDatagramLane? OpenDatagrams(IPeerDatagramReceiver receiver)
    {
        _datagrams = hasLane ? receiver : null;
        return hasLane ? this : null;
    }

    public bool TrySend(ReadOnlySpan<byte> datagram)
    {
        sent(datagram.ToArray());
        return true;
    }

    /// <summary>A datagram comes; to nobody where the session has opened no lane.</summary>
    public void ReceiveDatagram(byte[] datagram)
    {
        if (!Closed.IsCompleted)
        {
            _datagrams?.OnDatagram(datagram);
        }
    }
}
