using System.Net.Sockets;
using System.Net.WebSockets;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.WebSockets;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>The WebSocket of a client that is refused: it is told why.</summary>
internal sealed class RefusedConnection(SignalingDriver driver, string id, OutgoingMessage reason)
{
    /// <summary>How long a client that is refused may take to read why.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Tells it, and waits until the client has closed, too.</summary>
    public async ValueTask SendAsync(IByteStream bytes)
    {
        var frames = new FrameReader(0);
        frames.Ignore();
        var timer = driver.Time.CreateTimer(static bytes => ((IByteStream)bytes!).Abort(), bytes, Timeout, System.Threading.Timeout.InfiniteTimeSpan);
        try
        {
            await bytes.SendAsync(reason.Frame).ConfigureAwait(false);
            await bytes.SendAsync(CloseMessages.Refused.Frame).ConfigureAwait(false);
            while (!IsClosed(ref frames))
            {
                var count = await bytes.ReceiveAsync(frames.GetRoom()).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                frames.Add(count);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            SignalingLog.ConnectionLost(driver.Logger, id, exception.Message);
        }
        finally
        {
            await timer.DisposeAsync().ConfigureAwait(false);
            frames.Clear();
            reason.Release();
            bytes.Dispose();
        }
    }

    /// <summary>Takes what is there: nothing but a close is of interest.</summary>
    private static bool IsClosed(ref FrameReader frames)
    {
        FrameKind kind;
        do
        {
            kind = frames.Read(out _);
        }
        while (kind is not FrameKind.None and not FrameKind.Close);
        return kind is FrameKind.Close;
    }
}
