using System.Security.Cryptography;
using TypedPeer.Samples.Browser;
using TypedPeer.Signaling;
using TypedPeer.TestSupport;

namespace TypedPeer.Samples.Tests;

/// <summary>The part of the board's sample that processes and pages in Blazor share.</summary>
public sealed class BoardRoomTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "TypedPeer.Samples.Browser.dll");

    [Fact]
    public async Task A_stroke_is_seen_while_it_is_drawn_and_is_on_the_board_once_it_is_finished()
    {
        await using var server = SampleProcess.StartAt(Program, "--urls", "http://127.0.0.1:0");
        var signalling = await SignallingOfAsync(server);
        await using var ada = await JoinAsync(signalling, "Ada");
        await using var ben = await JoinAsync(signalling, "Ben");
        await MeetAsync(ada, ben);
        Assert.NotEqual(ada.Profile.Color, ben.Profile.Color);

        var stroke = ada.NewStroke(10, [new(1, 2), new(3, 4)]);
        await ada.PointAsync(new(3, 4));
        await ada.SketchAsync(stroke with { Width = Stroke.MaxWidth + 1 });
        await ada.SketchAsync(stroke);
        await UntilAsync(ben, () => ben.MemberOf(ada.Id) is { Sketch: not null, Pen: not null });
        Assert.Equal((stroke.Id, stroke.Width, new Dot(3, 4)), (ben.MemberOf(ada.Id)!.Sketch!.Id, ben.MemberOf(ada.Id)!.Sketch!.Width, ben.MemberOf(ada.Id)!.Pen!.At));
        Assert.Empty(ben.Board.Strokes);

        await ada.DrawAsync(stroke);
        await UntilAsync(ben, () => ben.Board.Digest == ada.Board.Digest);
        Assert.Null(ben.MemberOf(ada.Id)!.Sketch);
        Assert.Equal(stroke.Id, Assert.Single(ben.Board.Strokes).Id);

        await ada.DescribeAsync(ada.Profile with { Name = "Ada L." }, TestContext.Current.CancellationToken);
        await UntilAsync(ben, () => ben.ProfileOf(ada.Id).Name == "Ada L.");
    }

    [Fact]
    public async Task Whoever_stays_in_the_room_gets_another_link_when_one_is_closed()
    {
        await using var server = SampleProcess.StartAt(Program, "--urls", "http://127.0.0.1:0");
        var signalling = await SignallingOfAsync(server);
        await using var ada = await JoinAsync(signalling, "Ada");
        await using var ben = await JoinAsync(signalling, "Ben");
        await MeetAsync(ada, ben);
        var (first, other) = (ada.Peers.Single().Link!, ben.Peers.Single().Link!);

        await first.DisposeAsync();

        await UntilAsync(ada, () => ada.Peers.Single() is { State: NetworkPeerState.Connected, Link: { } link } && link != first && ada.MemberOf(ben.Id)?.Digest is not null);
        await UntilAsync(ben, () => ben.Peers.Single() is { State: NetworkPeerState.Connected, Link: { } link } && link != other && ben.MemberOf(ada.Id)?.Digest is not null);
        await ada.DrawAsync(ada.NewStroke(10, [new(1, 2), new(3, 4)]));
        await UntilAsync(ben, () => ben.Board.Digest == ada.Board.Digest);
    }

    [Theory]
    [InlineData(1000, 1000, true, null)]
    [InlineData(1000, 1000, false, null)]
    [InlineData(200_000, 200_000, true, null)]
    [InlineData(0, 0, true, null)]
    [InlineData(1000, 999, false, "It is longer than was said.")]
    [InlineData(1000, 1001, false, "It is not what was offered.")]
    public async Task A_file_that_is_not_what_was_offered_is_refused(int length, int offered, bool hasHash, string? problem)
    {
        var seed = TestSeed.First(22);
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        var offer = await FileTransfer.OfferAsync("any.bin", new MemoryStream(bytes), TestContext.Current.CancellationToken) with { Length = offered };
        var counts = new List<long>();
        using var target = new MemoryStream();
        var copying = FileTransfer.CopyAsync(hasHash ? offer : offer with { Sha256 = null }, new MemoryStream(bytes), target, counts.Add, TestContext.Current.CancellationToken);
        if (problem is not null)
        {
            Assert.Equal(problem, (await Assert.ThrowsAsync<InvalidDataException>(() => copying)).Message);
            return;
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), await copying);
        Assert.Equal(bytes, target.ToArray());
        Assert.Equal(length, counts.LastOrDefault());
    }

    [Fact]
    public async Task A_file_with_another_hash_is_refused()
    {
        var offer = await FileTransfer.OfferAsync("any.bin", new MemoryStream([1, 2, 3]), TestContext.Current.CancellationToken);
        using var target = new MemoryStream();
        await Assert.ThrowsAsync<InvalidDataException>(() => FileTransfer.CopyAsync(offer, new MemoryStream([1, 2, 4]), target, null, TestContext.Current.CancellationToken));
    }

    private static async Task<string> SignallingOfAsync(SampleProcess server) =>
        new Uri(new Uri((await server.ReadLineAsync("listening: ")).Split(' ')[1]), "/peerjs").AbsoluteUri;

    /// <summary>Waits until each has heard from the other what is on its board.</summary>
    private static async Task MeetAsync(BoardRoom one, BoardRoom other)
    {
        await UntilAsync(other, () => other.MemberOf(one.Id)?.Digest is not null);
        await UntilAsync(one, () => one.MemberOf(other.Id)?.Digest is not null);
    }

    private static Task<BoardRoom> JoinAsync(string server, string name) => BoardRoom.JoinAsync(
        server, new PeerNetworkOptions { Room = "lobby" }, new BoardProfile(name, "test", 0), new NoFiles(), cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Waits until something holds of a room, and looks whenever it has changed.</summary>
    private static async Task UntilAsync(BoardRoom room, Func<bool> holds)
    {
        using var changed = new SemaphoreSlim(1);
        void Look() => changed.Release();
        room.Changed += Look;
        try
        {
            do
            {
                Assert.True(await changed.WaitAsync(Bound, TestContext.Current.CancellationToken), "It did not come to be.");
            }
            while (!holds());
        }
        finally
        {
            room.Changed -= Look;
        }
    }

    private sealed class NoFiles : IBoardFiles
    {
        public IReadOnlyCollection<FileOffer> Own => [];

        public ValueTask<Stream> OpenAsync(string id, string taker) => throw new PeerException(PeerStatus.NotFound, "There is no such file.");

        public void Take(BoardProfile from, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
        {
        }
    }
}
