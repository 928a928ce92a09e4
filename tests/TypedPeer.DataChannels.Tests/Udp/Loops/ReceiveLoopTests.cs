using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Channels;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Tests.Udp.Loops;

/// <summary>The thread that waits for datagrams raises the events they cause, and no handler keeps it from the next ones.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReceiveLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public ReceiveLoopTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the loops.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_that_blocks_for_ever_keeps_neither_its_own_socket_nor_others_of_the_loop_from_being_read()
    {
        var loops = new ReceiveLoops(1, Patience);
        using var slow = new Peer(loops);
        using var quick = new Peer(loops);
        using var release = new ManualResetEventSlim();
        slow.OnRaise = _ => release.Wait(Patience, CancellationToken.None);

        slow.SendTo();
        Assert.Equal(1, await slow.ReceivedAsync());
        for (var number = 2; number < 50; number++)
        {
            slow.SendTo();
            Assert.Equal(number, await slow.ReceivedAsync());
            quick.SendTo();
            Assert.Equal(number - 1, await quick.ReceivedAsync());
            Assert.Equal(number - 1, await quick.RaisedAsync());
        }

        Assert.False(release.IsSet);
        release.Set();
    }

    [Fact]
    public async Task What_waits_to_be_raised_behind_a_handler_that_blocks_is_raised_by_the_thread_that_takes_over()
    {
        var loops = new ReceiveLoops(1, Patience);
        using var gate = new Peer(loops);
        using var first = new Peer(loops);
        using var second = new Peer(loops);
        using var begin = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var isAtGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.OnReceive = () =>
        {
            isAtGate.TrySetResult();
            begin.Wait(Patience, CancellationToken.None);
        };
        first.OnRaise = _ => release.Wait(Patience, CancellationToken.None);
        second.OnRaise = _ => release.Wait(Patience, CancellationToken.None);

        // Both are there at the next look.
        gate.SendTo();
        await isAtGate.Task.WaitAsync(Patience, Token);
        first.SendTo();
        second.SendTo();
        begin.Set();

        await first.RaisingAsync();
        await second.RaisingAsync();
        release.Set();
    }

    [Fact]
    public async Task Handlers_that_all_block_take_a_bounded_number_of_threads_and_datagrams_are_read_and_events_raised_all_the_same()
    {
        var loops = new ReceiveLoops(2, Patience);
        using var release = new ManualResetEventSlim();
        var peers = Enumerable.Range(0, 60).Select(_ => new Peer(loops)).ToList();
        foreach (var peer in peers)
        {
            peer.OnRaise = _ => release.Wait(Patience, CancellationToken.None);
            peer.SendTo();
            Assert.Equal(1, await peer.ReceivedAsync());
        }

        using var last = new Peer(loops);
        last.SendTo();
        Assert.Equal(1, await last.ReceivedAsync());
        Assert.Equal(1, await last.RaisedAsync());
        Assert.InRange(loops.Threads.Count, 2, loops.MostThreads);
        Assert.Contains(peers, static peer => peer.RaisedElsewhere > 0);

        release.Set();
        peers.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task Many_ports_share_the_threads_of_the_loops()
    {
        var loops = new ReceiveLoops(2, Patience);
        var peers = Enumerable.Range(0, 100).Select(_ => new Peer(loops)).ToList();
        foreach (var peer in peers)
        {
            peer.SendTo();
            Assert.Equal(1, await peer.ReceivedAsync());
            Assert.Equal(1, await peer.RaisedAsync());
        }

        Assert.Equal(100, loops.All.Sum(static loop => loop.Count));

        // One that takes over for a moment, where this machine is slow, comes on top.
        Assert.InRange(loops.Threads.Count, 2, 4);
        peers.ForEach(static peer => peer.Dispose());
        Assert.Equal(0, loops.All.Sum(static loop => loop.Count));
    }

    [Fact]
    public async Task A_loop_waits_once_for_each_datagram_that_comes_alone_and_not_while_nothing_comes()
    {
        const int Datagrams = 200;
        var loops = new ReceiveLoops(1, Patience);
        using var peer = new Peer(loops);
        peer.SendTo();
        await peer.RaisedAsync();

        var before = loops.All[0].Waits;
        for (var number = 0; number < Datagrams; number++)
        {
            peer.SendTo();
            await peer.RaisedAsync();
        }

        Assert.InRange(loops.All[0].Waits - before, Datagrams - 1, Datagrams + 2);
    }

    [Fact]
    public async Task A_loop_without_sockets_ends_with_its_threads_and_begins_again_with_the_next_socket()
    {
        var loops = new ReceiveLoops(1, TimeSpan.FromMilliseconds(1));
        for (var round = 0; round < 3; round++)
        {
            var isBackground = false;
            using (var peer = new Peer(loops))
            {
                peer.OnRaise = _ => isBackground = Thread.CurrentThread.IsBackground;
                peer.SendTo();
                Assert.Equal(1, await peer.RaisedAsync());
            }

            Assert.True(isBackground, "A loop keeps its process from ending.");
            Assert.True(SpinWait.SpinUntil(() => loops.Threads.Count == 0, Patience), "The threads of a loop without sockets did not end.");
            Assert.False(loops.All[0].IsLed);
        }
    }

    [Fact]
    public async Task What_escapes_a_handler_or_the_reading_of_one_socket_is_its_owners_and_the_loop_goes_on()
    {
        var loops = new ReceiveLoops(1, Patience);
        using var broken = new Peer(loops);
        using var other = new Peer(loops);
        broken.OnRaise = static _ => throw new InvalidOperationException("raised");
        broken.OnReceive = static () => throw new InvalidOperationException("received");

        broken.SendTo();
        Assert.Equal(["received", "raised"], [await broken.FailureAsync(), await broken.FailureAsync()]);

        other.SendTo();
        Assert.Equal(1, await other.RaisedAsync());
    }

    [Fact]
    public async Task A_port_may_be_disposed_of_by_a_handler_on_the_thread_of_its_loop()
    {
        var loops = new ReceiveLoops(1, Patience);
        using var peer = new Peer(loops);
        using var other = new Peer(loops);
        peer.OnRaise = static peer => peer.Dispose();

        peer.SendTo();
        Assert.Equal(1, await peer.RaisedAsync());
        other.SendTo();
        Assert.Equal(1, await other.RaisedAsync());

        Assert.Equal(1, loops.All[0].Count);
    }

    [Fact]
    public async Task What_a_handler_leaves_in_the_context_of_its_thread_is_gone_for_the_next()
    {
        var local = new AsyncLocal<string>();
        var loops = new ReceiveLoops(1, Patience);
        using var peer = new Peer(loops);
        var found = new List<(string?, SynchronizationContext?)>();
        peer.OnRaise = _ =>
        {
            found.Add((local.Value, SynchronizationContext.Current));
            local.Value = "left";
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        };

        for (var number = 1; number <= 3; number++)
        {
            peer.SendTo();
            Assert.Equal(number, await peer.RaisedAsync());
        }

        Assert.All(found, static context => Assert.Equal((null, null), context));
    }

    [Fact]
    public async Task A_deadline_is_kept_without_datagrams_and_one_that_is_cleared_is_not()
    {
        var loop = new ReceiveLoops(1, Patience).All[0];
        var order = Channel.CreateUnbounded<string>();
        var late = Deadline(() => order.Writer.TryWrite("late"));
        var soon = Deadline(() => order.Writer.TryWrite("soon"));
        var cleared = Deadline(() => order.Writer.TryWrite("cleared"));

        loop.Set(late, 30_000_000);
        loop.Set(cleared, 10_000);
        loop.Set(soon, 20_000);
        loop.Clear(cleared);
        Assert.Equal("soon", await order.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));

        loop.Set(late, 0);
        Assert.Equal("late", await order.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token));

        // For both, and each time one became the earliest; not for that which was cleared and had not been waited for.
        Assert.InRange(loop.Waits, 2, 6);
    }

    [Fact]
    public async Task A_deadline_is_kept_while_a_handler_blocks()
    {
        var loops = new ReceiveLoops(1, Patience);
        using var peer = new Peer(loops);
        using var release = new ManualResetEventSlim();
        peer.OnRaise = _ => release.Wait(Patience, CancellationToken.None);
        peer.SendTo();
        await peer.RaisingAsync();
        var isDue = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        loops.All[0].Set(Deadline(() => isDue.TrySetResult()), 1000);

        await isDue.Task.WaitAsync(Patience, Token);
        Assert.False(release.IsSet);
        release.Set();
    }

    private static LoopDeadline Deadline(Action onDue) => new(_ => onDue(), static exception => Assert.Fail(exception.ToString()));

    /// <summary>A port on a loop, and a socket that sends to it.</summary>
    private sealed class Peer : IUdpPortOwner, IEventRaiser, IDisposable
    {
        private readonly Channel<int> _received = Channel.CreateUnbounded<int>();
        private readonly Channel<bool> _raising = Channel.CreateUnbounded<bool>();
        private readonly Channel<int> _raised = Channel.CreateUnbounded<int>();
        private readonly Channel<string> _failures = Channel.CreateUnbounded<string>();
        private readonly UdpPort _port = new(IPAddress.Loopback, 0, 64 * 1024, useOffload: true);
        private readonly Socket _friend = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private int _count;
        private int _raises;
        private int _isRaising;

        public Peer(ReceiveLoops loops) => _port.Start(new UdpPath(_port), this, loops.Next());

        public TimeProvider TimeProvider => TimeProvider.System;

        public Action OnReceive { get; set; } = static () => { };

        public Action<Peer> OnRaise { get; set; } = static _ => { };

        public int RaisedElsewhere { get; private set; }

        public void SendTo() => _friend.SendTo([0], _port.LocalEndPoint);

        public async Task<int> ReceivedAsync() => await _received.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

        public async Task RaisingAsync() => await _raising.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

        public async Task<int> RaisedAsync() => await _raised.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

        public async Task<string> FailureAsync() => await _failures.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

        public void OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data)
        {
            _received.Writer.TryWrite(++_count);
            OnReceive();
        }

        public void OnIdle(RaiseQueue raises) => raises.Add(this);

        /// <summary>One thread at a time raises, as for a connection.</summary>
        public void RaiseEvents()
        {
            if (Interlocked.Exchange(ref _isRaising, 1) == 1)
            {
                return;
            }

            try
            {
                _raising.Writer.TryWrite(true);
                OnRaise(this);
            }
            finally
            {
                Volatile.Write(ref _isRaising, 0);
                _raised.Writer.TryWrite(++_raises);
            }
        }

        public void RaiseElsewhere()
        {
            RaisedElsewhere++;
            new Thread(RaiseEvents) { IsBackground = true }.Start();
        }

        public void OnTrouble(IPEndPoint local, SocketException exception)
        {
        }

        public void OnFailed(Exception exception) => _failures.Writer.TryWrite(exception.Message);

        public void OnPortClosed()
        {
        }

        public void Dispose()
        {
            _port.Dispose();
            _friend.Dispose();
        }
    }
}
