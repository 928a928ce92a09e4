using System.Security.Cryptography;
using TypedPeer.Transfers.Tests.Support;

namespace TypedPeer.Transfers.Tests.Files;

public sealed class SendingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(1_000_003)]
    public async Task A_file_is_there_with_the_hash_of_what_was_sent(int length)
    {
        ReceivedFile? received = null;
        await using var pair = new TransferPair(new()
        {
            Received = file =>
            {
                received = file;
                return ValueTask.CompletedTask;
            },
        });
        var path = pair.CreateFile("photo.jpg", length);
        var sent = await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(["photo.jpg"], pair.Names);
        Assert.Equal(File.ReadAllBytes(path), pair.ReadTarget("photo.jpg"));
        Assert.Equal(("photo.jpg", length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), length, 1), (sent.Name, sent.Length, sent.Sha256, sent.BytesSent, sent.Attempts));
        Assert.Equal((Path.Combine(pair.TargetFolder, "photo.jpg"), sent.Length, sent.Sha256), (received!.Path, received.Length, received.Sha256));
        Assert.Empty(pair.Parts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_goes_from_its_position_to_its_end(bool canSeek)
    {
        await using var pair = new TransferPair();
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        using var stream = canSeek ? new MemoryStream(bytes) : new OneWayStream(bytes);
        stream.ReadExactly(new byte[1000]);
        var sent = await pair.Sender.SendStreamAsync("log.txt", stream, cancellationToken: TransferPair.Token);
        Assert.Equal(bytes[1000..], pair.ReadTarget("log.txt"));
        Assert.Equal(299_000, sent.Length);
    }

    [Fact]
    public async Task A_transfer_goes_into_a_stream()
    {
        using var target = new MemoryStream();
        await using var pair = new TransferPair(new() { Accept = (_, _) => ValueTask.FromResult(TransferDecision.AcceptInto(target)) });
        var path = pair.CreateFile("photo.jpg", 200_000);
        await pair.Sender.SendAsync(path, cancellationToken: TransferPair.Token);
        Assert.Equal(File.ReadAllBytes(path), target.ToArray());
        Assert.Empty(pair.Names);
    }

    [Fact]
    public async Task Two_files_of_one_name_are_there_both()
    {
        await using var pair = new TransferPair();
        await pair.ConnectAsync();
        var first = pair.CreateFile("photo.jpg", 500_000);
        var second = pair.CreateFile("other.jpg", 400_000);
        var names = await Task.WhenAll(
            pair.Sender.SendAsync(first, cancellationToken: TransferPair.Token),
            pair.Sender.SendAsync(second, new() { Name = "photo.jpg" }, TransferPair.Token));
        Assert.Equal(["photo (2).jpg", "photo.jpg"], pair.Names);
        Assert.Equal(File.ReadAllBytes(first), pair.ReadTarget(names[0].Name));
        Assert.Equal(File.ReadAllBytes(second), pair.ReadTarget(names[1].Name));
    }

    [Fact]
    public async Task Both_ends_are_told_how_far_it_is_with_rate_and_time_left()
    {
        var receiving = new Steps();
        await using var pair = new TransferPair(new()
        {
            TimeProvider = new TickingTime(),
            Accept = (request, _) =>
            {
                request.Progress = receiving;
                return ValueTask.FromResult(TransferDecision.Accept);
            },
        });
        var sending = new Steps();
        await pair.Sender.SendAsync(pair.CreateFile("photo.jpg", 1_000_000), new() { Progress = sending, TimeProvider = new TickingTime() }, TransferPair.Token);
        foreach (var reports in new[] { sending.Reports, receiving.Reports })
        {
            Assert.Equal(new TransferProgress(0, 1_000_000, 0), reports[0]);
            Assert.Equal((1_000_000L, 1.0, TimeSpan.Zero), (reports[^1].Bytes, reports[^1].Share, reports[^1].TimeLeft));
            Assert.True(reports.Count > 5);
            Assert.All(reports.Skip(1), static report => Assert.True(report.BytesPerSecond > 0 && report.TimeLeft is not null));
            Assert.Equal(reports.Select(static report => report.Bytes).Order(), reports.Select(static report => report.Bytes));
        }
    }
}
