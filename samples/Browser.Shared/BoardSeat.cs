namespace TypedPeer.Samples.Browser;

/// <summary>What one other peer gets to call here.</summary>
internal sealed class BoardSeat(BoardRoom room, string peer, BoardMember member) : IBoard
{
    public ValueTask DrawAsync(Stroke stroke)
    {
        if (member.Sketch?.Id == stroke.Id)
        {
            member.Sketch = null;
        }

        room.Board.Add(stroke);
        return default;
    }

    public ValueTask SketchAsync(Stroke unfinished)
    {
        if (Board.IsValid(unfinished) && !room.Board.Has(unfinished))
        {
            member.Sketch = unfinished;
            room.Shown();
        }

        return default;
    }

    public ValueTask PointAsync(Dot at)
    {
        member.Pen = new(at, Environment.TickCount64);
        room.Shown();
        return default;
    }

    public ValueTask ClearAsync(Clearing clearing)
    {
        room.Board.Clear(clearing);
        return default;
    }

    public ValueTask CompareAsync(BoardDigest digest)
    {
        member.Digest = digest;
        room.Shown();
        return default;
    }

    public IAsyncEnumerable<BoardPart> ReadAsync(CancellationToken cancellationToken) => room.Board.Parts().ToAsyncEnumerable();

    public ValueTask OfferAsync(FileOffer offer)
    {
        room.TakeOffer(peer, offer);
        return default;
    }

    public ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken) => room.Files.OpenAsync(id, room.ProfileOf(peer).Name);
}
