using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>Receives asynchronously on the thread pool: what every system can do.</summary>
internal sealed class PoolReceiver : UdpReceiver
{
    private readonly Action _onReceived;
    private byte[] _buffer = [];
    private ValueTask<int> _pending;
    private RaiseQueue? _raises;

    public PoolReceiver(Socket socket, AddressCache addresses, IDatagramPath path, IUdpPortOwner owner)
        : base(socket, addresses, path, owner) => _onReceived = () => Receive(hasPending: true);

    /// <inheritdoc/>
    public override void Start()
    {
        _buffer = ReceiveBuffers.Rent();
        Resume();
    }

    /// <inheritdoc/>
    protected override void Resume() => ThreadPool.UnsafeQueueUserWorkItem(static receiver => receiver.Receive(hasPending: false), this, preferLocal: false);

    /// <summary>
    /// Reads until the socket is empty. Then the continuation is registered before the owner's events are raised: while user code
    /// runs on this thread, the next datagram wakes another one, so a slow handler delays neither acknowledgements nor consent.
    /// For the same reason this thread raises nothing while there is more to read.
    /// </summary>
    /// <param name="hasPending">Whether the receive that was registered has completed.</param>
    private void Receive(bool hasPending)
    {
        // Its own: the next read may be another thread's, while this one raises events.
        var raises = Interlocked.Exchange(ref _raises, null) ?? new RaiseQueue();
        try
        {
            if (hasPending)
            {
                TakeReceived();
            }

            ReceiveUntilEmpty(raises);
        }
        catch (Exception exception) when (IsDisposed && exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposing ends the pending receive with an exception, as intended, and the loop with it.
            ReceiveBuffers.Return(Interlocked.Exchange(ref _buffer, []));
            Answer(raises);
        }
        catch (SocketException exception)
        {
            Answer(raises);
            if (GoesOnAfter(exception))
            {
                // On a thread of its own, since this one has events to raise.
                Resume();
            }
        }
        catch (Exception exception)
        {
            Owner.OnFailed(exception);
            Answer(raises);
        }

        while (raises.TryTake(out var raiser))
        {
            if (raises.IsEmpty)
            {
                RaiseQueue.Raise(raiser);
            }
            else
            {
                raiser.RaiseElsewhere();
            }
        }

        Volatile.Write(ref _raises, raises);
    }

    private void ReceiveUntilEmpty(RaiseQueue raises)
    {
        for (var reads = 0; ;)
        {
#pragma warning disable CA2012 // Kept between the two halves of one receive, and consumed once, in TakeReceived.
            _pending = Socket.ReceiveFromAsync(_buffer.AsMemory(), SocketFlags.None, From, CancellationToken.None);
#pragma warning restore CA2012
            if (!_pending.IsCompleted)
            {
                Answer(raises);

                // An answer may have come meanwhile; to register for what is there already would cost an object.
                if (!_pending.IsCompleted)
                {
                    _pending.GetAwaiter().UnsafeOnCompleted(_onReceived);
                    return;
                }
            }

            TakeReceived();
            if (++reads % MaxReadsBeforeAnswer == 0)
            {
                Answer(raises);
                raises.RaiseElsewhere();
            }
        }
    }

    private void TakeReceived()
    {
        var length = _pending.GetAwaiter().GetResult();
        Take(_buffer.AsSpan(0, length));
    }
}
