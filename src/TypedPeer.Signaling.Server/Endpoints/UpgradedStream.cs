using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>The bytes of a request that became a WebSocket.</summary>
internal sealed class UpgradedStream(HttpContext context, Stream stream) : IByteStream
{
    public ValueTask<int> ReceiveAsync(Memory<byte> room) => stream.ReadAsync(room);

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    public void Abort() => context.Abort();

    /// <summary>The connection ends with the request.</summary>
    public void Dispose()
    {
    }
}
