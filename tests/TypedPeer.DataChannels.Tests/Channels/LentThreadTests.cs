using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>A data channel lends the thread that delivered a message to the work the message caused.</summary>
public sealed class LentThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Work_that_a_message_causes_runs_on_the_thread_that_delivered_it_once_that_is_free()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var receiver = new SchedulingReceiver(remote);
        ((IPeerChannel)remote).Attach(receiver);

        // Not of each message: the thread has others to read for when they come meanwhile.
        do
        {
            local.Send([1]);
        }
        while (!await receiver.NextAsync(patience.Token));
    }

    [Fact]
    public async Task Work_behind_work_that_blocks_is_done_by_others()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var third = new ManualResetEventSlim();
        var receiver = new WorkingReceiver(remote, (number, _) =>
        {
            if (number == 3)
            {
                third.Set();
            }

            // The first two keep whatever threads they run on.
            Assert.True(number > 2 || third.Wait(Patience, CancellationToken.None));
        });
        ((IPeerChannel)remote).Attach(receiver);
        await HaveWorkDoneAsync(local, receiver, messages: 3);
    }

    [Fact]
    public async Task Work_is_done_although_the_message_behind_it_is_kept()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var done = new ManualResetEventSlim();
        var receiver = new WorkingReceiver(remote, (_, _) => done.Set())
        {
            OnNext = number => Assert.True(number % 2 == 1 || done.Wait(Patience, CancellationToken.None)),
        };
        ((IPeerChannel)remote).Attach(receiver);
        for (var i = 0; i < 20; i++)
        {
            done.Reset();
            await HaveWorkDoneAsync(local, receiver, messages: 2);
        }
    }

    [Fact]
    public async Task Work_may_block_until_what_it_has_brought_about_is_told()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var low = new ManualResetEventSlim();
        var receiver = new WorkingReceiver(remote, (_, channel) =>
        {
            low.Reset();
            channel.Send(new byte[100_000]);
            Assert.True(low.Wait(Patience, CancellationToken.None));
        })
        {
            OnLow = low.Set,
        };
        ((IPeerChannel)remote).Attach(receiver);
        for (var i = 0; i < 20; i++)
        {
            await HaveWorkDoneAsync(local, receiver, messages: 1);
        }
    }

    [Fact]
    public async Task What_work_sends_before_it_blocks_has_left()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        using var came = new ManualResetEventSlim();
        local.Message += _ => came.Set();
        var receiver = new WorkingReceiver(remote, (_, channel) =>
        {
            came.Reset();
            channel.Send([1]);
            channel.Send([2]);
            Assert.True(came.Wait(Patience, CancellationToken.None));
        });
        ((IPeerChannel)remote).Attach(receiver);
        for (var i = 0; i < 20; i++)
        {
            await HaveWorkDoneAsync(local, receiver, messages: 1);
        }
    }

    /// <summary>Sends messages together, so that they come together, and waits until the work of each is done well.</summary>
    private static async Task HaveWorkDoneAsync(DataChannel local, WorkingReceiver receiver, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            local.Send([1]);
        }

        for (var i = 0; i < messages; i++)
        {
            Assert.Null(await receiver.NextAsync());
        }
    }

    /// <summary>Schedules work for each message, which is given its number.</summary>
    private sealed class WorkingReceiver(DataChannel channel, Action<int, DataChannel> work) : IPeerChannelReceiver
    {
        private readonly System.Threading.Channels.Channel<Exception?> _ran = System.Threading.Channels.Channel.CreateUnbounded<Exception?>();
        private int _numbered;

        public Action? OnLow { get; init; }

        /// <summary>Gets what is called with the number of each message, before work is scheduled for it.</summary>
        public Action<int>? OnNext { get; init; }

        /// <summary>The next work is through; returns what it has thrown.</summary>
        public async Task<Exception?> NextAsync() =>
            await _ran.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(2 * Patience, TestContext.Current.CancellationToken);

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            var number = ++_numbered;
            OnNext?.Invoke(number);
            ((IPeerChannelScheduler)channel).Schedule(new Item(this, number));
        }

        public void OnBufferedAmountLow() => OnLow?.Invoke();

        public void OnClosed(PeerChannelCloseReason reason) => _ran.Writer.TryComplete();

        private sealed class Item(WorkingReceiver owner, int number) : IThreadPoolWorkItem
        {
            public void Execute() => owner._ran.Writer.TryWrite(Record.Exception(() => owner.Run(number)));
        }

        private void Run(int number) => work(number, channel);
    }

    private sealed class SchedulingReceiver(IPeerChannelScheduler scheduler) : IPeerChannelReceiver, IThreadPoolWorkItem
    {
        // What is set here stays on the thread until the pool has other work for it, and goes nowhere else.
        private readonly AsyncLocal<bool> _isDelivering = new();
        private readonly System.Threading.Channels.Channel<bool> _ran = System.Threading.Channels.Channel.CreateUnbounded<bool>();

        public async Task<bool> NextAsync(CancellationToken cancellationToken) => await _ran.Reader.ReadAsync(cancellationToken);

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            _isDelivering.Value = true;
            scheduler.Schedule(this);
        }

        public void Execute() => _ran.Writer.TryWrite(_isDelivering.Value);

        public void OnBufferedAmountLow()
        {
            // Nothing is sent from here.
        }

        public void OnClosed(PeerChannelCloseReason reason) => _ran.Writer.TryComplete();
    }
}
