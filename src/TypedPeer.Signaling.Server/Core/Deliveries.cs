using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Core;

/// <summary>What waits to be read by clients, within its limits; and which connections the driver is to look at.</summary>
internal sealed class Deliveries(int maxPerConnection, long maxTotal)
{
    private ConnectionState? _woken;
    private ConnectionState? _ended;

    /// <summary>Gets what waits for all clients, in bytes as they are held.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Says whether a client reads so slowly that others should not add to what waits for it.</summary>
    public bool IsBusy(ConnectionState connection, OutgoingMessage message) => connection.OutgoingBytes + message.Held > LimitFor(message) / 2;

    /// <summary>Hands a message to a client; it stays the caller's to let go.</summary>
    /// <returns>False where the connection ends, be it for this message that it has no room for.</returns>
    public bool Send(ConnectionState connection, OutgoingMessage message)
    {
        if (connection.End is not ConnectionEnd.None)
        {
            return false;
        }

        if (connection.OutgoingBytes + message.Held > LimitFor(message))
        {
            End(connection, ConnectionEnd.SlowReader, null);
            return false;
        }

        Enqueue(connection, message);
        return true;
    }

    /// <summary>Ends a connection: once all that waits is sent, or at once where its client does not read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="end">Why.</param>
    /// <param name="lastMessage">What its client is told last; let go by this.</param>
    public void End(ConnectionState connection, ConnectionEnd end, OutgoingMessage? lastMessage)
    {
        if (connection.End is ConnectionEnd.None)
        {
            connection.End = end;
            connection.NextEnded = _ended;
            _ended = connection;
            if (end is ConnectionEnd.SlowReader)
            {
                TotalBytes -= connection.Clear();
            }
            else
            {
                if (lastMessage is not null)
                {
                    Enqueue(connection, lastMessage);
                }

                Enqueue(connection, ConnectionEnds.Close(end));
            }
        }

        lastMessage?.Release();
    }

    /// <summary>Takes the next message for a client, for whoever sends them; with none left nobody sends any more.</summary>
    public bool TryTake(ConnectionState connection, out OutgoingMessage? message)
    {
        if (connection.TryDequeue(out message))
        {
            return true;
        }

        connection.IsSending = false;
        return false;
    }

    /// <summary>A message that was taken is no longer held.</summary>
    public void Sent(ConnectionState connection, OutgoingMessage message) => TotalBytes -= connection.Sent(message);

    /// <summary>Forgets what waits for a client that is gone.</summary>
    public void Forget(ConnectionState connection) => TotalBytes -= connection.Clear();

    /// <summary>Takes the connections that the driver is to look at, as a list by <see cref="ConnectionState.NextWoken"/>, the one woken last first.</summary>
    public ConnectionState? TakeWoken()
    {
        var woken = _woken;
        _woken = null;
        return woken;
    }

    /// <summary>Takes the connections that were ended, as a list by <see cref="ConnectionState.NextEnded"/>: none is in one twice.</summary>
    public ConnectionState? TakeEnded()
    {
        var ended = _ended;
        _ended = null;
        return ended;
    }

    private int LimitFor(OutgoingMessage message) => TotalBytes + message.Held > maxTotal ? maxPerConnection / 16 : maxPerConnection;

    private void Enqueue(ConnectionState connection, OutgoingMessage message)
    {
        connection.Enqueue(message);
        TotalBytes += message.Held;
        Wake(connection);
    }

    private void Wake(ConnectionState connection)
    {
        // Whoever sends already finds the message by itself.
        if (!connection.IsSending)
        {
            connection.IsSending = true;
            connection.NextWoken = _woken;
            _woken = connection;
        }
    }
}
