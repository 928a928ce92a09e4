using System.Security.Cryptography;
using TypedPeer.Transfers.Receiving;
using TypedPeer.Transfers.Tests.Support;

namespace TypedPeer.Transfers.Tests.Hostile;

/// <summary>Senders that want something else than to send a file.</summary>
public sealed class HostileOfferTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..\\..\\windows\\system.ini", "system.ini")]
    [InlineData("/etc/cron.d/job", "job")]
    [InlineData("C:\\autoexec.bat", "autoexec.bat")]
    [InlineData("..", "file")]
    [InlineData(".", "file")]
    [InlineData("folder/", "file")]
    [InlineData(".bashrc", "bashrc")]
    [InlineData("a\0b\nc\u001b[2J.txt", "abc[2J.txt")]
    [InlineData("photo\u202egpj.exe", "photogpj.exe")]
    [InlineData("file.txt:stream", "file.txtstream")]
    [InlineData("CON", "_CON")]
    [InlineData("com1.txt", "_com1.txt")]
    [InlineData("nul .tar.gz", "_nul .tar.gz")]
    [InlineData("trailing. . ", "trailing")]
    [InlineData("a<b>c|d?e*f\"g", "abcdefg")]
    [InlineData("\ud800", "file")]
    [InlineData("日本語.txt", "日本語.txt")]
    public void A_name_is_made_safe(string offered, string expected) => Assert.Equal(expected, SafeName.Of(offered));

    [Theory]
    [InlineData(300, ".jpg")]
    [InlineData(1024, "")]
    public void A_name_that_is_too_long_is_cut_and_keeps_its_extension(int length, string extension)
    {
        var name = SafeName.Of(new string('ä', length) + extension);
        Assert.EndsWith(extension, name, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 190, 200);
    }

    [Fact]
    public async Task Nothing_is_written_outside_of_the_folder_nor_over_a_file_that_is_there()
    {
        await using var pair = new TransferPair();
        var remote = await pair.ConnectAsync();
        foreach (var name in new[] { "../escaped", "/tmp/escaped", ".transfers", ".transfers/x.part" })
        {
            var id = Guid.NewGuid();
            await remote.OfferAsync(new(id, name, Bytes.Length), TransferPair.Token);
            await remote.SendAsync(id, 0, Blocks(Bytes), TransferPair.Token);
            await remote.CompleteAsync(id, Bytes.Length, SHA256.HashData(Bytes), TransferPair.Token);
        }

        Assert.Equal(["escaped", "escaped (2)", "transfers", "x.part"], pair.Names);
        Assert.Equal(["source", "target"], Directory.GetFileSystemEntries(Path.GetDirectoryName(pair.TargetFolder)!).Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_offer_that_is_none_or_too_much_is_refused_before_anything_is_written()
    {
        var asked = 0;
        await using var pair = new TransferPair(new()
        {
            MaxFileBytes = 1000,
            Accept = (request, _) =>
            {
                asked++;
                return ValueTask.FromResult(request.Name == "unwanted" ? TransferDecision.Refuse("Nobody wants that.") : TransferDecision.Accept);
            },
        });
        var remote = await pair.ConnectAsync();
        await FailsAsync(TransferError.BadOffer, new(Guid.Empty, "name", 1));
        await FailsAsync(TransferError.BadOffer, new(Guid.NewGuid(), "", 1));
        await FailsAsync(TransferError.BadOffer, new(Guid.NewGuid(), new string('x', 1025), 1));
        await FailsAsync(TransferError.BadOffer, new(Guid.NewGuid(), "name", -1));
        await FailsAsync(TransferError.BadOffer, new(Guid.NewGuid(), "name", long.MinValue));
        await FailsAsync(TransferError.TooLarge, new(Guid.NewGuid(), "name", 1001));
        await FailsAsync(TransferError.TooLarge, new(Guid.NewGuid(), "name", long.MaxValue));
        Assert.Equal(0, asked);
        var refusal = await FailsAsync(TransferError.Refused, new(Guid.NewGuid(), "unwanted", 1));
        Assert.Equal("Nobody wants that.", refusal.Message);
        Assert.False(Directory.Exists(pair.TargetFolder) && Directory.EnumerateFiles(pair.TargetFolder, "*", SearchOption.AllDirectories).Any());

        async Task<PeerException> FailsAsync(TransferError error, TransferOffer offer)
        {
            var exception = await Assert.ThrowsAsync<PeerException>(() => remote.OfferAsync(offer, TransferPair.Token).AsTask());
            Assert.Equal(error, Assert.IsType<TransferFault>(exception.Detail).Error);
            return exception;
        }
    }

    [Fact]
    public async Task What_does_not_have_the_hash_of_its_sender_is_not_there()
    {
        await using var pair = new TransferPair();
        var remote = await pair.ConnectAsync();
        var id = Guid.NewGuid();
        await remote.OfferAsync(new(id, "photo.jpg", Bytes.Length), TransferPair.Token);
        Assert.Equal(3, await remote.SendAsync(id, 0, Blocks(Bytes), TransferPair.Token));
        await FailsAsync(TransferError.HashMismatch, () => remote.CompleteAsync(id, Bytes.Length, new byte[32], TransferPair.Token).AsTask());
        Assert.Empty(pair.Names);
        Assert.Empty(pair.Parts);
        await FailsAsync(TransferError.OutOfStep, () => remote.CompleteAsync(id, Bytes.Length, SHA256.HashData(Bytes), TransferPair.Token).AsTask());
    }

    [Theory]
    [InlineData(2L, TransferError.SourceChanged)]
    [InlineData(null, TransferError.TooLarge)]
    public async Task More_than_was_said_or_is_taken_is_not_kept(long? said, TransferError expected)
    {
        await using var pair = new TransferPair(new() { MaxFileBytes = 2 });
        var remote = await pair.ConnectAsync();
        var id = Guid.NewGuid();
        await remote.OfferAsync(new(id, "photo.jpg", said), TransferPair.Token);
        await FailsAsync(expected, () => remote.SendAsync(id, 0, Blocks(Bytes), TransferPair.Token).AsTask());
        Assert.Empty(pair.Parts);
        Assert.Empty(pair.Names);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Bytes_from_an_offset_that_nobody_asked_for_are_not_taken(long offset)
    {
        await using var pair = new TransferPair();
        var remote = await pair.ConnectAsync();
        var id = Guid.NewGuid();
        await FailsAsync(TransferError.OutOfStep, () => remote.SendAsync(id, 0, Blocks(Bytes), TransferPair.Token).AsTask());
        await remote.OfferAsync(new(id, "photo.jpg", 100), TransferPair.Token);
        await FailsAsync(TransferError.OutOfStep, () => remote.SendAsync(id, offset, Blocks(Bytes), TransferPair.Token).AsTask());
    }

    [Fact]
    public async Task Another_peer_cannot_go_on_with_a_transfer_nor_learn_of_it()
    {
        await using var pair = new TransferPair();
        var mine = await pair.ConnectAsync();
        var id = Guid.NewGuid();
        await mine.OfferAsync(new(id, "photo.jpg", 100), TransferPair.Token);
        await mine.SendAsync(id, 0, Blocks(Bytes), TransferPair.Token);
        pair.Identity = new("sha-256", "BB:BB");
        var theirs = await pair.ConnectAsync();
        await FailsAsync(TransferError.OutOfStep, () => theirs.CompleteAsync(id, 3, SHA256.HashData(Bytes), TransferPair.Token).AsTask());
        await theirs.AbandonAsync(id, TransferPair.Token);
        Assert.Equal(0, (await theirs.OfferAsync(new(id, "photo.jpg", 100), TransferPair.Token)).Offset);
        Assert.Equal(3, (await mine.OfferAsync(new(id, "photo.jpg", 100), TransferPair.Token)).Offset);
    }

    private static async Task FailsAsync(TransferError error, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<PeerException>(call);
        Assert.Equal(error, Assert.IsType<TransferFault>(exception.Detail).Error);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Blocks(byte[] bytes)
    {
        await Task.CompletedTask;
        yield return bytes;
    }
}
