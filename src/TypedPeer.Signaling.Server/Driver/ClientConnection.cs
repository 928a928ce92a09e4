using System.Net.Sockets;
using System.Net.WebSockets;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.WebSockets;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>
/// A client's WebSocket. While nothing arrives it holds no buffer, and while there is nothing to send no task but the one that waits to receive.
/// </summary>
internal sealed class ClientConnection(SignalingDriver driver, IByteStream bytes, PeerServerClient info, bool wantsAdditions, Func<ValueTask<PeerIceServers?>>? askIceServers)
    : ConnectionState(wantsAdditions)
{
    /// <summary>How long a client may take to read what waits for it and to answer a close.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Stands for a close that was sent, or cannot be any more.</summary>
    private static readonly TaskCompletionSource Done = new();

    private FrameReader _frames = new(driver.Options.Limits.MaxMessageBytes);
    private TaskCompletionSource? _lastSent;
    private ITimer? _closeTimer;

    /// <summary>Gets what the application is told of the client.</summary>
    public PeerServerClient Info { get; } = info;

    /// <summary>Gets the client's id.</summary>
    public string Id => Info.Id;

    /// <summary>Receives until the connection is over, and lets it go.</summary>
    public async Task RunAsync()
    {
        try
        {
            var isOpen = true;
            while (isOpen)
            {
                if (_frames.IsEmpty)
                {
                    // Nothing is rented before something is there.
                    await bytes.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                }

                var count = await bytes.ReceiveAsync(_frames.GetRoom()).ConfigureAwait(false);
                _frames.Add(count);
                isOpen = count > 0;
                FrameKind kind;
                while ((kind = TakeFrame(out var answered)) is not FrameKind.None)
                {
                    if (!answered.IsCompletedSuccessfully)
                    {
                        await answered.ConfigureAwait(false);
                    }

                    if (kind is FrameKind.Close)
                    {
                        isOpen = false;
                        await CloseAsync().ConfigureAwait(false);
                        break;
                    }
                }

                _frames.Rest();
            }
        }
#pragma warning disable CA1031 // Whatever escapes ends this connection and nothing else; what no network does is an error in the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
        }
        finally
        {
            driver.Disconnect(this);
            driver.OnEnded(this);
            _frames.Clear();
            _closeTimer?.Dispose();
            bytes.Dispose();
        }
    }

    /// <summary>Sends what waits. For whoever was told that it is to begin.</summary>
    public void OnWoken() => _ = SendAsync();

    /// <summary>It was ended: it is over soon, whether its client reads why or not.</summary>
    public void OnEnding()
    {
        if (End is ConnectionEnd.SlowReader)
        {
            bytes.Abort();
        }
        else
        {
            LimitClosing();
        }
    }

    /// <summary>Breaks it off.</summary>
    public void Abort() => bytes.Abort();

    /// <summary>Answers a question for ICE servers.</summary>
    public async ValueTask AnswerIceServersAsync(long sequence) =>
        driver.Send(this, RoomMessages.IceServers(sequence, askIceServers is null ? null : await askIceServers().ConfigureAwait(false)));

    private static bool IsLoss(Exception exception) => exception is IOException or SocketException or WebSocketException or OperationCanceledException or ObjectDisposedException;

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

    /// <summary>Takes the next frame and does what it asks for.</summary>
    /// <param name="answered">Done when the next may be taken.</param>
    private FrameKind TakeFrame(out ValueTask answered)
    {
        answered = default;
        if (End is not ConnectionEnd.None)
        {
            // What comes after the end is read so that the client gets to read why, and goes nowhere.
            _frames.Ignore();
        }

        var kind = _frames.Read(out var payload);
        switch (kind)
        {
            case FrameKind.Message:
                answered = driver.Receive(this, payload);
                break;
            case FrameKind.Ping or FrameKind.Pong:
                driver.ReceiveControl(this, payload, isPing: kind is FrameKind.Ping);
                break;
            case FrameKind.TooLarge:
                driver.End(this, ConnectionEnd.TooLarge);
                break;
            case FrameKind.Invalid:
                driver.End(this, ConnectionEnd.InvalidMessage);
                break;
        }

        return kind;
    }

    /// <summary>Answers the client's close, behind all that waits; or waits until ours is sent, where both close.</summary>
    private async ValueTask CloseAsync()
    {
        LimitClosing();
        driver.Send(this, CloseMessages.Normal);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _lastSent, mine, null) is null)
        {
            await mine.Task.ConfigureAwait(false);
        }
    }

    private void LimitClosing()
    {
        if (_closeTimer is null)
        {
            var timer = driver.Time.CreateTimer(static bytes => ((IByteStream)bytes!).Abort(), bytes, CloseTimeout, Timeout.InfiniteTimeSpan);
            if (Interlocked.CompareExchange(ref _closeTimer, timer, null) is not null)
            {
                timer.Dispose();
            }
        }
    }

    /// <summary>Sends what waits, for the one who was told to; nothing after a close.</summary>
    private async Task SendAsync()
    {
        OutgoingMessage? message = null;
        try
        {
            while (driver.TryTake(this, message, out message))
            {
                await bytes.SendAsync(message!.Frame).ConfigureAwait(false);
                if (message.IsClose)
                {
                    driver.Sent(this, message);
                    break;
                }
            }

            if (message is null)
            {
                return;
            }
        }
#pragma warning disable CA1031 // Nobody waits for this task: whatever escapes ends this connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(exception);
            if (message is not null)
            {
                driver.Sent(this, message);
            }

            // Whoever receives notices, and tells the core.
            bytes.Abort();
        }

        Interlocked.Exchange(ref _lastSent, Done)?.TrySetResult();
    }
}
