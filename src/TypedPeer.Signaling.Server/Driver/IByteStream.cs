namespace TypedPeer.Signaling.Server.Driver;

/// <summary>The bytes of a client's connection, once it is a WebSocket. One receives at a time, and one sends.</summary>
internal interface IByteStream : IDisposable
{
    /// <summary>Receives what is there; into no room it waits until something is. Zero bytes are the end, where there was room.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> room);

    /// <summary>Sends all of it.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Breaks off: what receives and sends fails soon. May be called at any time, also after the end.</summary>
    void Abort();
}
