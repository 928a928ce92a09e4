using System.Security.Cryptography;
using TypedPeer.Signaling;
using TypedPeer.Signaling.Tests;
using TypedPeer.TestSupport;
using TypedPeer.Transfers.Tests.Support;

namespace TypedPeer.Transfers.Tests.Links;

/// <summary>Transfers over real links, whose connections are lost.</summary>
public sealed class LinkTests
{
    private const int Cuts = 10;
    private const int Block = 1024 * 1024;

    private static readonly long Length = LargeTransfers.Pick(1024, 64) * (long)Block;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_over_a_link_that_is_cut_ten_times_has_one_hash(bool resumes)
    {
        var root = Directory.CreateTempSubdirectory("typedpeer-transfers-");
        try
        {
            var (path, hash) = await CreateAsync(Path.Combine(root.FullName, "large.bin"));
            var received = new TaskCompletionSource<ReceivedFile>(TaskCreationOptions.RunContinuationsAsynchronously);
            var receiver = new FileReceiver(Path.Combine(root.FullName, "target"), new()
            {
                Received = file =>
                {
                    received.SetResult(file);
                    return ValueTask.CompletedTask;
                },
            });
            await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IFileTransfer>(receiver), Loopback.Options(), Loopback.Token);
            await using var link = await PeerLink.ConnectAsync(listener.Address, options: new()
            {
                Session = new() { ResumeTimeout = resumes ? null : TimeSpan.Zero },
                MinReconnectDelay = TimeSpan.FromMilliseconds(1),
                MaxReconnectDelay = TimeSpan.FromMilliseconds(50),
                MaxReconnectAttempts = int.MaxValue,
            }, cancellationToken: Loopback.Token);
            var cuts = Enumerable.Range(1, Cuts).Select(cut => (cut * Length / (Cuts + 1), (Action)(() => _ = link.Connection.CloseAsync(new CancellationToken(canceled: true)).AsTask()))).ToArray();
            var sent = await new FileSender(link.GetSessionAsync).SendAsync(path, new() { Progress = new Steps(cuts), TimeProvider = new TickingTime() }, Loopback.Token);

            // A session that goes on has one attempt, and the transfer does not notice. One that does not is lost as often as it was cut.
            Assert.Equal((hash, Length, resumes), (sent.Sha256, sent.Length, sent.Attempts == 1));
            var whole = await received.Task.SoonAsync();
            Assert.Equal((hash, Length), (whole.Sha256, whole.Length));
            await using var there = File.OpenRead(whole.Path!);
            Assert.Equal(hash, Convert.ToHexStringLower(await SHA256.HashDataAsync(there, Loopback.Token)));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task<(string Path, string Hash)> CreateAsync(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var block = new byte[Block];
        for (var i = 0L; i < Length; i += Block)
        {
            RandomNumberGenerator.Fill(block);
            hash.AppendData(block);
            await file.WriteAsync(block, Loopback.Token);
        }

        return (path, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
