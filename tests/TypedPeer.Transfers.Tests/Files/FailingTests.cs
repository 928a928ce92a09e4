using TypedPeer.Transfers.Tests.Support;

namespace TypedPeer.Transfers.Tests.Files;

/// <summary>Transfers that cannot be, each with its own reason, and what is left of them.</summary>
public sealed class FailingTests
{
    private const int Length = 4 * 1024 * 1024;

    [Fact]
    public async Task A_disk_that_is_full_is_told_and_the_transfer_goes_on_once_there_is_room()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        var open = pair.Receiver.Files.Open;
        pair.Receiver.Files.Open = file => new FullStream(file, Length / 2);
        var failure = await Assert.ThrowsAsync<TransferException>(() => pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token));
        Assert.Equal(TransferError.NoSpace, failure.Error);
        Assert.Empty(pair.Names);
        pair.Receiver.Files.Open = open;
        var sent = await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.InRange(sent.BytesSent, 1, Length - 1);
    }

    [Fact]
    public async Task A_file_that_is_changed_while_it_is_read_fails_and_leaves_nothing()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        var change = new Steps((Length / 2, () => File.AppendAllText(path, "more")));
        var failure = await Assert.ThrowsAsync<TransferException>(() => pair.Sender.SendAsync(path, new() { Progress = change, TimeProvider = new TickingTime() }, TransferPair.Token));
        Assert.Equal(TransferError.SourceChanged, failure.Error);
        Assert.Empty(pair.Names);
        Assert.Empty(pair.Parts);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_again_fails_with_its_session()
    {
        await using var pair = new TransferPair();
        using var stream = new OneWayStream(new byte[Length]);
        var cut = new Steps((Length / 2, pair.Break));
        var failure = await Assert.ThrowsAsync<TransferException>(() => pair.Sender.SendStreamAsync("log.txt", stream, new() { Progress = cut, TimeProvider = new TickingTime() }, TransferPair.Token));
        Assert.Equal(TransferError.NotRepeatable, failure.Error);
        Assert.Empty(pair.Names);
    }

    [Fact]
    public async Task A_session_of_its_own_that_is_lost_ends_the_transfer()
    {
        await using var pair = new TransferPair();
        await pair.ConnectAsync();
        var sender = new FileSender(pair.Session);
        var cut = new Steps((Length / 2, pair.Break));
        var failure = await Assert.ThrowsAsync<TransferException>(
            () => sender.SendAsync(pair.CreateFile("photo.jpg", Length), new() { Progress = cut, TimeProvider = new TickingTime() }, TransferPair.Token));
        Assert.Equal(TransferError.ConnectionLost, failure.Error);
        Assert.Single(pair.Parts);
    }

    [Fact]
    public async Task A_newer_attempt_takes_over()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = pair.Sender.SendAsync(path, new() { Progress = new Steps((1, half.SetResult)), MaxBytesPerSecond = 1, TimeProvider = new TickingTime() }, TransferPair.Token);
        await half.Task.WaitAsync(TransferPair.Token);
        var second = await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(Length, second.Length);
        Assert.Equal(TransferError.Superseded, (await Assert.ThrowsAsync<TransferException>(() => first)).Error);
        Assert.Equal(["photo.jpg"], pair.Names);
    }

    [Fact]
    public async Task One_peer_begins_no_more_transfers_than_are_taken_of_it_and_another_may_still()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var pair = new TransferPair(new() { MaxTransfersPerPeer = 2, MaxTransfers = 4, MaxPartialBytes = 1000, TimeProvider = time });
        var remote = await pair.ConnectAsync();
        await remote.OfferAsync(new(Guid.NewGuid(), "a", 100), TransferPair.Token);
        await FailsAsync(new(Guid.NewGuid(), "b", 901));
        await remote.OfferAsync(new(Guid.NewGuid(), "b", 100), TransferPair.Token);
        await FailsAsync(new(Guid.NewGuid(), "c", 1));
        pair.Identity = new("sha-256", "BB:BB");
        await (await pair.ConnectAsync()).OfferAsync(new(Guid.NewGuid(), "a", 1), TransferPair.Token);

        // What nobody went on with makes room, once this process does not have it at hand any more.
        pair.Restart();
        time.Advance(TimeSpan.FromDays(8));
        pair.Identity = new("sha-256", "AA:AA");
        remote = await pair.ConnectAsync();
        await remote.OfferAsync(new(Guid.NewGuid(), "c", 1), TransferPair.Token);

        async Task FailsAsync(TransferOffer offer)
        {
            var exception = await Assert.ThrowsAsync<PeerException>(() => remote.OfferAsync(offer, TransferPair.Token).AsTask());
            Assert.Equal(TransferError.TooMany, Assert.IsType<TransferFault>(exception.Detail).Error);
        }
    }

    /// <summary>A file on a disk that has room for so many bytes.</summary>
    private sealed class FullStream(string path, long room) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 0, useAsync: true)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position + buffer.Length > room)
            {
                await base.WriteAsync(buffer[..(buffer.Length / 2)], cancellationToken);
                throw new IOException("No space left on device", 28);
            }

            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
