using System.Net;
using System.Runtime.CompilerServices;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.Rpc.Systems;

internal static class TypedPeerServer
{
    public static async Task<(string Address, IAsyncDisposable Server)> StartAsync()
    {
        var port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback };
        var listener = await PeerListener.ListenAsync(
            static peer => peer.Serve(new Calculator()), new PeerListenerOptions { Connections = new PeerConnectionListenerOptions { Port = port } });
        return (listener.Address.ToString(), listener);
    }

    private sealed class Calculator : ICalculator
    {
        public ValueTask<int> AddAsync(int left, int right) => new(left + right);

        public async ValueTask<long> UploadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default)
        {
            var bytes = 0L;
            await foreach (var block in blocks.WithCancellation(cancellationToken))
            {
                bytes += block.Length;
            }

            return bytes;
        }

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(int blocks, int size, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var block = new byte[size];
            for (var i = 0; i < blocks && !cancellationToken.IsCancellationRequested; i++)
            {
                yield return block;
            }

            await Task.CompletedTask;
        }
    }
}
