using System.Buffers;
using System.Net.WebSockets;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>
/// A client's WebSocket. While nothing arrives it holds no buffer, and while there is nothing to send no task but the one that waits to receive.
/// </summary>
internal sealed class ClientConnection(SignalingDriver driver, WebSocket socket, PeerServerClient info, bool wantsAdditions, Func<ValueTask<PeerIceServers?>> askIceServers)
    : ConnectionState(wantsAdditions), IDisposable
{
    /// <summary>The buffer that a message is given at first: most fit, and the larger ones pay for theirs by the bytes they sent.</summary>
    private const int FirstBuffer = 4096;

    /// <summary>How many pieces without a byte a message may have: they are of no use, and cost their sender nothing.</summary>
    private const int MaxEmptyPieces = 16;

    /// <summary>How long a client may take to answer a close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly int _maxMessage = driver.Options.Limits.MaxMessageBytes;
    private CancellationTokenSource? _closeTimeout;

    /// <summary>Gets what the application is told of the client.</summary>
    public PeerServerClient Info { get; } = info;

    /// <summary>Gets the client's id.</summary>
    public string Id => Info.Id;

    /// <summary>Receives until the connection is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // Nothing is rented before something is there.
                var piece = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (piece.MessageType is WebSocketMessageType.Close)
                {
                    break;
                }

                var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
                ValueTask answered;
                try
                {
                    var length = 0;
                    var empty = 0;
                    while (!piece.EndOfMessage && length <= _maxMessage && empty <= MaxEmptyPieces)
                    {
                        buffer = Grow(buffer, length);
                        piece = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                        length += piece.Count;
                        empty += piece.Count == 0 ? 1 : 0;
                    }

                    answered = OnMessage(buffer.AsSpan(0, length), isWhole: empty <= MaxEmptyPieces);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                await answered.ConfigureAwait(false);
            }

            await AnswerCloseAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever escapes ends this connection and nothing else; what no network does is an error in the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
        }
    }

    /// <summary>Looks after what the core has for it: sends what waits, or breaks off. For whoever was told that it was woken.</summary>
    public void OnWoken()
    {
        if (End is ConnectionEnd.SlowReader)
        {
            socket.Abort();
        }
        else
        {
            _ = SendAsync();
        }
    }

    /// <summary>Answers a question for ICE servers.</summary>
    public async ValueTask AnswerIceServersAsync(long sequence) =>
        driver.Send(this, RoomMessages.IceServers(sequence, await askIceServers().ConfigureAwait(false)));

    public void Dispose()
    {
        _closeTimeout?.Dispose();
        socket.Dispose();
    }

    private static bool IsLoss(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;

    private void Report(Exception exception)
    {
        if (IsLoss(exception))
        {
            SignalingLog.ConnectionLost(driver.Logger, Id, exception.Message);
        }
        else
        {
            SignalingLog.ConnectionFailed(driver.Logger, Id, exception);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private ValueTask OnMessage(ReadOnlySpan<byte> message, bool isWhole)
    {
        // What comes after the end is read so that the client gets to read why, and goes nowhere.
        if (End is not ConnectionEnd.None)
        {
            return default;
        }

        if (message.Length > _maxMessage || !isWhole)
        {
            driver.End(this, isWhole ? ConnectionEnd.TooLarge : ConnectionEnd.InvalidMessage);
            return default;
        }

        return driver.Receive(this, message);
    }

    private async Task AnswerCloseAsync()
    {
        if (socket.State is WebSocketState.CloseReceived)
        {
            using var timeout = new CancellationTokenSource(CloseTimeout, driver.Time);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what waits, for the one who was told to, and closes where that is the end.</summary>
    private async Task SendAsync()
    {
        OutgoingMessage? message = null;
        try
        {
            while (driver.TryTake(this, message, out message))
            {
                await socket.SendAsync(message!.Memory, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression, CancellationToken.None).ConfigureAwait(false);
            }

            if (End is not ConnectionEnd.None && socket.State is WebSocketState.Open)
            {
                _closeTimeout = new(CloseTimeout, driver.Time);
                _closeTimeout.Token.UnsafeRegister(static socket => ((WebSocket)socket!).Abort(), socket);
                await socket.CloseOutputAsync(ConnectionEnds.Status(End), null, _closeTimeout.Token).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Nobody waits for this task: whatever escapes ends this connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
            if (message is not null)
            {
                driver.GiveUp(this, message);
            }

            // Whoever receives notices, and tells the core.
            socket.Abort();
        }
    }
}
