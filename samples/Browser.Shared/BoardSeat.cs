namespace TypedPeer.Samples.Browser;

/// <summary>What one other peer gets to call here.</summary>
internal sealed class BoardSeat(BoardRoom room, string peer) : IBoard
{
    public ValueTask DrawAsync(Stroke stroke)
    {
        room.Board.Add(stroke);
        return default;
    }

    /// <summary>A program that draws nothing on a screen has no use for what is not finished.</summary>
    public ValueTask SketchAsync(Stroke unfinished) => default;

    public ValueTask PointAsync(Dot at) => default;

    public ValueTask ClearAsync(Clearing clearing)
    {
        room.Board.Clear(clearing);
        return default;
    }

    public ValueTask CompareAsync(BoardDigest digest)
    {
        room.Compare(peer, digest);
        return default;
    }

    public IAsyncEnumerable<BoardPart> ReadAsync(CancellationToken cancellationToken) => room.Board.Parts().ToAsyncEnumerable();

    public ValueTask OfferAsync(FileOffer offer)
    {
        room.TakeOffer(peer, offer);
        return default;
    }

    public ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(room.Files.Open(id));
}
