using System.Collections.Concurrent;
using TypedPeer.Samples.Chat.Files;

namespace TypedPeer.Samples.Chat.Room;

/// <summary>What one other member gets to call here; over all sessions with it, so that nothing counts twice.</summary>
internal sealed class Member(string peer, string folder, Action<string, string> heard, Action<string, Transfer> receiving) : IMember, IDisposable
{
    /// <summary>More at once nobody needs, and each is an open file.</summary>
    private const int MaxFiles = 16;

    /// <summary>A line is no book.</summary>
    private const int MaxText = 4096;

    private readonly ConcurrentDictionary<Guid, IncomingFile> _files = new();
    private long _last;

    public ValueTask SayAsync(long number, string text, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxText, nameof(text));
        if (number > _last)
        {
            _last = number;
            heard(peer, text);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<long> OfferFileAsync(FileOffer offer, CancellationToken cancellationToken)
    {
        if (_files.Count >= MaxFiles && !_files.ContainsKey(offer.Id))
        {
            throw new PeerException(PeerStatus.LimitExceeded, $"{MaxFiles} files are on their way already.");
        }

        var file = _files.GetOrAdd(offer.Id, _ =>
        {
            var made = IncomingFile.Create(folder, offer);
            receiving(peer, made.Transfer);
            return made;
        });
        return ValueTask.FromResult(file.Length);
    }

    public async ValueTask<FileReceipt> TakeFileAsync(Guid file, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken)
    {
        if (!_files.TryGetValue(file, out var incoming))
        {
            throw new PeerException(PeerStatus.NotFound, "Nobody has offered this file.");
        }

        var receipt = await incoming.TakeAsync(offset, blocks, cancellationToken);
        if (receipt.Sha256.Length > 0)
        {
            // Who asks again, since the answer was lost, gets it again from the file's own memory.
            incoming.Close();
        }

        return receipt;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }
    }
}
