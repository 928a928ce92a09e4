using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using TypedPeer.Samples.Chat.Room;

namespace TypedPeer.Samples.Chat.Files;

/// <summary>A file that goes to one member; an attempt that is lost goes on where it ended, and both ends compare the hash.</summary>
internal sealed class OutgoingFile(string path, long bytesPerSecond)
{
    private const int BlockLength = 64 * 1024;

    private readonly FileOffer _offer = new(Guid.NewGuid(), Path.GetFileName(path), new FileInfo(path).Length);

    public Transfer Transfer { get; } = new(Path.GetFileName(path), new FileInfo(path).Length);

    /// <summary>One attempt.</summary>
    /// <exception cref="PeerException">The connection was lost, or the other side does not take it.</exception>
    /// <exception cref="InvalidDataException">What arrived is not what was sent.</exception>
    public async Task SendAsync(IMember member, CancellationToken cancellationToken)
    {
        var offset = await member.OfferFileAsync(_offer, cancellationToken);
        var receipt = await member.TakeFileAsync(_offer.Id, offset, ReadAsync(offset, cancellationToken), cancellationToken);
        await using var stream = File.OpenRead(path);
        var sha256 = await SHA256.HashDataAsync(stream, cancellationToken);
        if (receipt.Length != _offer.Length || !receipt.Sha256.AsSpan().SequenceEqual(sha256))
        {
            throw new InvalidDataException($"Of '{_offer.Name}' something else has arrived than was sent.");
        }

        Transfer.Reach(_offer.Length);
        Transfer.Complete(sha256);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        stream.Position = offset;
        var block = new byte[BlockLength];
        int read;
        while ((read = await stream.ReadAsync(block, cancellationToken)) > 0)
        {
            yield return block.AsMemory(0, read);
            Transfer.Reach(stream.Position);
            if (bytesPerSecond > 0)
            {
                // A demonstration has to have something to interrupt.
                await Task.Delay(TimeSpan.FromSeconds((double)read / bytesPerSecond), cancellationToken);
            }
        }
    }
}
