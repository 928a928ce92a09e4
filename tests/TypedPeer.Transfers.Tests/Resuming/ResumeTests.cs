using TypedPeer.Transfers.Tests.Support;

namespace TypedPeer.Transfers.Tests.Resuming;

/// <summary>Transfers whose session is lost, or whose process ends.</summary>
public sealed class ResumeTests
{
    private const int Length = 8 * 1024 * 1024;

    [Fact]
    public async Task A_transfer_goes_on_over_the_next_session_where_it_ended()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        var cuts = new Steps((Length / 4, pair.Break), (Length / 2, pair.Break), (3 * Length / 4, pair.Break));
        var sent = await pair.Sender.SendAsync(path, new() { Progress = cuts, TimeProvider = new TickingTime() }, TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.Equal(4, sent.Attempts);

        // What is sent twice is what the session held, and no more.
        Assert.InRange(sent.BytesSent, Length, Length + (3 * 3 * 1024 * 1024));
        Assert.Empty(pair.Parts);
    }

    [Fact]
    public async Task A_transfer_goes_on_when_the_receiver_begins_anew()
    {
        var accepted = 0;
        await using var pair = new TransferPair(new() { Accept = (_, _) => ValueTask.FromResult(accepted++ >= 0 ? TransferDecision.Accept : TransferDecision.Refuse("no")) });
        var path = pair.CreateFile("photo.jpg", Length);
        var sent = await pair.Sender.SendAsync(path, new() { Progress = new Steps((Length / 2, pair.Restart)), TimeProvider = new TickingTime() }, TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.Equal(2, accepted);
        Assert.InRange(sent.BytesSent, Length, Length + (3 * 1024 * 1024));
    }

    [Fact]
    public async Task A_transfer_goes_on_when_the_sender_begins_anew()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TransferPair.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pair.Sender.SendAsync(path, new() { Progress = new Steps((Length / 2, stop.Cancel)), TimeProvider = new TickingTime() }, stop.Token));
        Assert.Single(pair.Parts);
        var sent = await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.InRange(sent.BytesSent, 1, (Length / 2) + (3 * 1024 * 1024));
    }

    [Fact]
    public async Task A_source_that_is_another_meanwhile_begins_anew()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", Length);
        var id = Guid.NewGuid();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TransferPair.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pair.Sender.SendAsync(path, new() { Id = id, Progress = new Steps((Length / 2, stop.Cancel)), TimeProvider = new TickingTime() }, stop.Token));
        pair.CreateFile("photo.jpg", Length);
        var sent = await pair.Sender.SendAsync(path, new() { Id = id }, TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.Equal(Length, sent.BytesSent);
    }

    [Fact]
    public async Task A_transfer_whose_last_answer_was_lost_is_there_once()
    {
        await using var pair = new TransferPair();
        var path = pair.CreateFile("photo.jpg", 100_000);
        await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        pair.Restart();
        var again = await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(["photo.jpg"], pair.Names);
        Assert.Equal(("photo.jpg", 0L), (again.Name, again.BytesSent));
    }
}
