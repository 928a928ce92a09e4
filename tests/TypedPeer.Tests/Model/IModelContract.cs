namespace TypedPeer.Tests.Model;

/// <summary>What the model test calls. Every call carries a number of its own, so that the model knows which handler ran for which call.</summary>
[PeerContract]
public partial interface IModelContract
{
    ValueTask<byte[]> CallAsync(int number, byte[] payload, CancellationToken cancellationToken);

    [OneWay]
    ValueTask NoteAsync(int number, byte[] payload);

    IAsyncEnumerable<byte[]> DownloadAsync(int number, int count, int size, CancellationToken cancellationToken);

    ValueTask<int> UploadAsync(int number, IAsyncEnumerable<byte[]> items, CancellationToken cancellationToken);
}
