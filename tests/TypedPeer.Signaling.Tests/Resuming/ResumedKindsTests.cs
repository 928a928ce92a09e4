using System.Collections.Concurrent;
using System.Threading.Channels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Objects by reference, progress, members of groups and streams both ways over real connections that are lost: where the session goes on, and where the peer has lost it.</summary>
public sealed class ResumedKindsTests
{
    private static readonly PeerLinkOptions Quick = new() { MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };

    [Fact]
    public async Task References_progress_groups_and_streams_both_ways_go_on_over_the_next_connection()
    {
        var studio = new Studio();
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IStudio>(studio), Loopback.Options(), Loopback.Token);
        var accepted = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        listener.LinkConnected += link => accepted.TrySetResult(link);
        var listening = new Listening();
        await using var link = await PeerLink.ConnectAsync(listener.Address, peer => peer.Serve<IListening>(listening), Quick, Loopback.Token).SoonAsync();
        var other = await accepted.Task.SoonAsync();
        await using var under = await UnderWay.BeginAsync(link, studio);
        var group = new PeerGroup<IListening>();
        Assert.True(group.Add(other.Session));

        for (var round = 0; round < 4; round++)
        {
            var states = new LinkStates(link);
            await (round % 2 == 0 ? link : other).LoseAsync();
            await group.All.ToldAsync($"round {round}", Loopback.Token);
            Assert.Equal(PeerLinkState.Reconnecting, await states.NextAsync());
            Assert.Equal(PeerLinkState.Connected, await states.NextAsync());
            await under.PassAsync(round);
            Assert.Equal(2 + round, await under.Tool.UseAsync(Loopback.Token).AsTask().SoonAsync());
            Assert.Equal($"round {round}", await listening.NextAsync());
        }

        studio.Release.SetResult();
        Assert.Equal(10, await under.Work.SoonAsync());
        Assert.Equal(Enumerable.Range(1, 10), under.Reports);
        Assert.False(await under.EndAsync());
        Assert.Equal(other.Session, Assert.Single(group.Members));
        Assert.Equal(0, link.Session.GetStatistics().CallsOfUnknownOutcome);
    }

    [Fact]
    public async Task References_progress_groups_and_streams_both_ways_end_by_name_where_the_peer_has_lost_the_session()
    {
        var studio = new Studio();
        await using var listener = await RestartedListener.StartAsync(peer => peer.Serve<IStudio>(studio));
        await using var link = await PeerLink.ConnectAsync(listener.Address, options: Quick, cancellationToken: Loopback.Token).SoonAsync();
        var session = link.Session;
        await using var under = await UnderWay.BeginAsync(link, studio);
        var group = new PeerGroup<IListening>();
        Assert.True(group.Add(session));
        var pending = under.NextAsync();

        await listener.RestartAsync();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion.SoonAsync()).Kind);

        var work = await Assert.ThrowsAsync<PeerException>(() => under.Work.SoonAsync());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.MayHaveExecuted), (work.Status, work.Fate));
        Assert.Equal(Enumerable.Range(1, 5), under.Reports);
        var tool = await Assert.ThrowsAsync<PeerException>(() => under.Tool.UseAsync(Loopback.Token).AsTask().SoonAsync());
        Assert.Equal((PeerStatus.ConnectionLost, PeerCallFate.NotSent), (tool.Status, tool.Fate));
        Assert.Contains("ITool.UseAsync", tool.Message, StringComparison.Ordinal);
        var stream = await Assert.ThrowsAsync<PeerException>(() => pending.SoonAsync());
        Assert.Contains($"broke after {under.Came} items", stream.Message, StringComparison.Ordinal);

        // The stream to the peer was let go of, too.
        await under.UploadEnded.SoonAsync();
        await link.GetSessionAsync(Loopback.Token).SoonAsync();
        Assert.DoesNotContain(session, group.Members);
        Assert.True(group.Add(link.Session));
        Assert.Equal(1, await (await link.GetRemote<IStudio>().TakeAsync("new", Loopback.Token).AsTask().SoonAsync()).UseAsync(Loopback.Token).AsTask().SoonAsync());
    }

    /// <summary>Something of each kind that is under way.</summary>
    private sealed class UnderWay : IAsyncDisposable
    {
        private readonly Channel<int> _numbers = Channel.CreateUnbounded<int>();
        private readonly TaskCompletionSource _uploadEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private IAsyncEnumerator<int> _doubled = null!;

        public ITool Tool { get; private set; } = null!;

        public Task<int> Work { get; private set; } = null!;

        public ConcurrentQueue<int> Reports { get; } = new();

        /// <summary>Gets how many items came.</summary>
        public int Came { get; private set; }

        /// <summary>Gets what completes when nobody reads the stream to the peer any more.</summary>
        public Task UploadEnded => _uploadEnded.Task;

        public static async Task<UnderWay> BeginAsync(PeerLink link, Studio studio)
        {
            var made = new UnderWay();
            var remote = link.GetRemote<IStudio>();
            made.Tool = await remote.TakeAsync("hammer", Loopback.Token).AsTask().SoonAsync();
            Assert.Equal(1, await made.Tool.UseAsync(Loopback.Token).AsTask().SoonAsync());
            made._doubled = remote.DoubleAsync(made.Numbers(), Loopback.Token).GetAsyncEnumerator(Loopback.Token);
            await made.PassAsync(-1);
            var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            made.Work = remote.WorkAsync(10, new Reporter(made.Reports, half), Loopback.Token).AsTask();
            await studio.Half.Task.SoonAsync();
            await half.Task.SoonAsync();
            return made;
        }

        /// <summary>Passes a hundred items through both streams.</summary>
        public async Task PassAsync(int round)
        {
            for (var i = 0; i < 100; i++)
            {
                var number = (100 * (round + 1)) + i;
                _numbers.Writer.TryWrite(number);
                Assert.True(await NextAsync().SoonAsync());
                Assert.Equal(2 * number, _doubled.Current);
            }
        }

        public async Task<bool> NextAsync()
        {
            var hasItem = await _doubled.MoveNextAsync();
            Came += hasItem ? 1 : 0;
            return hasItem;
        }

        /// <summary>Ends the stream to the peer, and waits for the other's end.</summary>
        public async Task<bool> EndAsync()
        {
            _numbers.Writer.Complete();
            return await NextAsync().SoonAsync();
        }

        public ValueTask DisposeAsync() => _doubled.DisposeAsync();

        private async IAsyncEnumerable<int> Numbers([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                await foreach (var number in _numbers.Reader.ReadAllAsync(cancellationToken))
                {
                    yield return number;
                }
            }
            finally
            {
                _uploadEnded.TrySetResult();
            }
        }
    }

    private sealed class Reporter(ConcurrentQueue<int> reports, TaskCompletionSource half) : IProgress<int>
    {
        public void Report(int value)
        {
            reports.Enqueue(value);
            if (value == 5)
            {
                half.TrySetResult();
            }
        }
    }
}
