using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Driver;

/// <summary>
/// A core that nothing escapes: what throws in it, in the clock or in the driver's own work on it ends this one connection, with that as
/// the reason, and no thread of anybody's. The driver has no other way to the core. All members belong to whoever has the lock.
/// </summary>
internal sealed class ContainedCore(PeerConnectionCore core, TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();
    private long _now;
    private bool _hasFailed;

    /// <summary>Gets the events that wait to be raised.</summary>
    public PeerEventQueue Events => core.Events;

    /// <summary>Gets whether nothing will ever be sent again.</summary>
    public bool IsFinished => core.Transport.IsFinished;

    /// <summary>Gets whether paths to relays are to be opened or closed.</summary>
    public bool WantsRelayPaths => core.Transport.Relays.WantsPaths;

    /// <summary>Gets whether an acknowledgement is due from the peer.</summary>
    public bool HasDataInFlight => core.Transport.HasDataInFlight;

    /// <summary>Gets the clock of the core, in microseconds. It never goes back, whatever the application's clock does.</summary>
    public long Now
    {
        get
        {
            try
            {
                _now = Math.Max(_now, time.GetElapsedTime(_origin).Ticks / TimeSpan.TicksPerMicrosecond);
            }
            catch (Exception exception)
            {
                Fail(exception);
            }

            return _now;
        }
    }

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called.</summary>
    public long NextDeadline => core.Transport.NextDeadline;

    /// <summary>
    /// Does what the application asks for. What it may not ask for, or not now, is the caller's to know and changes nothing, which is
    /// the rule for every method of the core; anything else that is thrown is ours, and ends the connection.
    /// </summary>
    /// <exception cref="PeerChannelClosedException">It failed, and the connection with it.</exception>
    public TResult Ask<TState, TResult>(Func<PeerConnectionCore, TState, long, TResult> action, TState state, long now)
    {
        try
        {
            return action(core, state, now);
        }
        catch (Exception exception) when (!IsRefusal(exception))
        {
            throw new PeerChannelClosedException(Fail(exception));
        }
    }

    /// <inheritdoc cref="Ask"/>
    public void Send(Dcep.DataChannelCore channel, MessagePayload payload, bool isText, long now)
    {
        try
        {
            core.Transport.Send(channel, payload, isText, now);
        }
        catch (Exception exception) when (exception is not PeerChannelClosedException && !IsRefusal(exception))
        {
            throw new PeerChannelClosedException(Fail(exception));
        }
    }

    /// <summary>Gets how many bytes of the application's wait in a channel.</summary>
    public long BufferedAmountOf(Dcep.DataChannelCore channel) => core.Transport.Channels.GetBufferedAmount(channel);

    /// <summary>Reads from the core.</summary>
    public TResult Read<TState, TResult>(Func<PeerConnectionCore, TState, TResult> read, TState state) => read(core, state);

    /// <summary>Takes what came from the network.</summary>
    public void HandleDatagram(IDatagramPath path, IPEndPoint remote, Span<byte> data, long now)
    {
        try
        {
            core.Transport.HandleDatagram(path, remote, data, now);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Lets time pass.</summary>
    public void HandleDeadline(long now) => Do(static (core, now) => core.Transport.HandleDeadline(now), now);

    /// <summary>The application took messages.</summary>
    public void Consumed(long bytes, long now)
    {
        try
        {
            core.Transport.Consumed(bytes, now);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Writes what is ready to be sent; true if there may be more.</summary>
    public bool Fill(SendBatch batch, long now)
    {
        try
        {
            return core.Transport.Fill(batch, now);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return !IsFinished;
        }
    }

    /// <summary>Does work of the driver's own.</summary>
    public void Do<TState>(Action<PeerConnectionCore, TState> work, TState state)
    {
        try
        {
            work(core, state);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>
    /// Ends the connection: the peer is told, if that still works, and if that fails too it is over at once.
    /// </summary>
    public PeerChannelCloseReason Fail(Exception exception)
    {
        var reason = CloseReasons.Failed(exception);
        if (!_hasFailed)
        {
            _hasFailed = true;
            try
            {
                core.Transport.Close(reason, abort: true, _now);
                return reason;
            }
            catch (Exception)
            {
                // The first failure is the one to be told; this one only says that the peer cannot be.
            }
        }

        core.Transport.EndAtOnce(reason);
        return reason;
    }

    private static bool IsRefusal(Exception exception) => exception is ArgumentException or InvalidOperationException or PeerChannelClosedException;
}
