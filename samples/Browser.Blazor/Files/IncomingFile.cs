using System.Diagnostics;

namespace TypedPeer.Samples.Browser.Blazor.Files;

/// <summary>A file of somebody else's, and how far it is.</summary>
public sealed class IncomingFile(BoardProfile from, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
{
    private static readonly TimeSpan MeasuredFor = TimeSpan.FromMilliseconds(250);

    private long _measuredAt;
    private long _measured;

    public BoardProfile From => from;

    public FileOffer Offer => offer;

    public IncomingState State { get; private set; }

    /// <summary>Gets how many bytes have come.</summary>
    public long Received { get; private set; }

    /// <summary>Gets bytes a second, lately.</summary>
    public double Rate { get; private set; }

    /// <summary>Gets what went wrong, for people.</summary>
    public string? Problem { get; private set; }

    /// <summary>Gets where the page has it once it is here.</summary>
    public string? Url { get; private set; }

    /// <summary>Gets the SHA-256 of what is here, in hexadecimal.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Gets it from its owner. A link that is lost meanwhile goes on with it.</summary>
    /// <param name="keep">Has the page keep it, and returns where.</param>
    /// <param name="changed">Told of each step.</param>
    public async Task FetchAsync(Func<Stream, Task<string>> keep, Action changed)
    {
        (State, Received, Rate, Problem) = (IncomingState.Coming, 0, 0, null);
        (_measuredAt, _measured) = (Stopwatch.GetTimestamp(), 0);
        changed();
        try
        {
            using var bytes = new MemoryStream();
            await using (var source = await open(CancellationToken.None))
            {
                Sha256 = await FileTransfer.CopyAsync(
                    offer,
                    source,
                    bytes,
                    received =>
                    {
                        Count(received);
                        changed();
                    },
                    CancellationToken.None);
            }

            bytes.Position = 0;
            Url = await keep(bytes);
            State = IncomingState.There;
        }
        catch (Exception exception) when (exception is PeerException or Signaling.PeerNetworkException or InvalidDataException)
        {
            (State, Problem) = (IncomingState.Failed, exception.Message);
        }

        changed();
    }

    private void Count(long received)
    {
        Received = received;
        var elapsed = Stopwatch.GetElapsedTime(_measuredAt);
        if (elapsed >= MeasuredFor)
        {
            var rate = (received - _measured) / elapsed.TotalSeconds;
            Rate = Rate == 0 ? rate : (Rate * 0.6) + (rate * 0.4);
            (_measuredAt, _measured) = (Stopwatch.GetTimestamp(), received);
        }
    }
}
