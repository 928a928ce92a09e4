namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>A connection to a server: texts both ways, whole and in order. One caller sends and one receives at a time. Disposing of it closes it, and never fails.</summary>
internal interface ISignalingConnection : IAsyncDisposable
{
    /// <summary>Sends a text.</summary>
    ValueTask SendAsync(string text, CancellationToken cancellationToken);

    /// <summary>Waits for the next text; null when the server has closed the connection.</summary>
    ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken);
}
