using TypedPeer;

namespace App;

[PeerContract]
internal partial interface IEcho
{
    ValueTask<byte[]> EchoAsync(byte[] data);
}

internal sealed class Echo : IEcho
{
    public ValueTask<byte[]> EchoAsync(byte[] data) => ValueTask.FromResult(data);
}
