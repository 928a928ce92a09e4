using System.Net.Sockets;
using System.Runtime.Versioning;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Receives on a loop's own thread: whatever comes is handled by the thread that the kernel wakes for it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopReceiver(Socket socket, AddressCache addresses, IDatagramPath path, IUdpPortOwner owner, ReceiveLoop loop)
    : UdpReceiver(socket, addresses, path, owner), ILoopSocket
{
    private const int None = -1;

    private readonly Lock _lock = new();
    private readonly int _descriptor = (int)socket.Handle;
    private int _key = None;

    /// <inheritdoc/>
    public override void Start() => Resume();

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_lock)
        {
            base.Dispose();
            Leave();
        }
    }

    void ILoopSocket.OnReadable(ReadBatch batch, RaiseQueue raises)
    {
        try
        {
            ReadSome(batch);
        }
        catch (ObjectDisposedException) when (IsDisposed)
        {
            // Between the wait and the read.
        }
        catch (Exception exception)
        {
            Owner.OnFailed(exception);
        }

        // Also then: what was read last may have been what ended the connection, and its events have nobody else to raise them.
        Answer(raises);
    }

    /// <inheritdoc/>
    protected override void Resume()
    {
        lock (_lock)
        {
            if (!IsDisposed && _key == None)
            {
                _key = loop.Add(this, _descriptor);
            }
        }
    }

    /// <summary>What is left after so many reads is the next round's, when those were answered and the events raised.</summary>
    private void ReadSome(ReadBatch batch)
    {
        int count;
        var reads = 0;
        do
        {
            count = batch.Read(Socket.SafeHandle, out var error);
            if (count < 0)
            {
                OnTrouble(error);
                return;
            }

            for (var index = 0; index < count; index++)
            {
                batch.CopySender(index, From);
                Take(batch.DataOf(index));
            }

            reads += count;
        }
        while (count == ReadBatch.Capacity && reads < MaxReadsBeforeAnswer);
    }

    private void OnTrouble(int error)
    {
        if (!GoesOnAfter(SocketErrors.Of(error)))
        {
            lock (_lock)
            {
                Leave();
            }
        }
    }

    private void Leave()
    {
        if (_key != None)
        {
            loop.Remove(_key, _descriptor);
            _key = None;
        }
    }
}
