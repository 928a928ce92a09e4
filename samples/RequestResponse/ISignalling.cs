namespace TypedPeer.Samples.RequestResponse;

/// <summary>How the two halves of the handshake get from one process to the other before there is a connection.</summary>
internal interface ISignalling
{
    /// <summary>Gives the other side our code.</summary>
    Task SendAsync(string code, CancellationToken cancellationToken);

    /// <summary>Waits for a code of the other side; null when it has gone away.</summary>
    Task<string?> ReceiveAsync(string expectedKind, CancellationToken cancellationToken);
}
