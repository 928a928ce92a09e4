namespace TypedPeer.Samples.Chat.Room;

/// <summary>What the members of a room can ask of each other. All serve it, all call it.</summary>
[PeerContract]
public partial interface IMember
{
    /// <summary>Says a line. Its number is higher than those before it: a line whose answer was lost is said again, and counts once.</summary>
    ValueTask SayAsync(long number, string text, CancellationToken cancellationToken = default);

    /// <summary>Announces a file, and learns how much of it is there already from an attempt before.</summary>
    ValueTask<long> OfferFileAsync(FileOffer offer, CancellationToken cancellationToken = default);

    /// <summary>Takes a file from an offset on, and says what is there then.</summary>
    ValueTask<FileReceipt> TakeFileAsync(Guid file, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default);
}

/// <summary>A file that somebody wants to send.</summary>
public sealed record FileOffer(Guid Id, string Name, long Length);

/// <summary>What has arrived of a file: its length, and its SHA-256 once it is whole.</summary>
public sealed record FileReceipt(long Length, byte[] Sha256);
