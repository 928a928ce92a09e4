using TypedPeer.TestSupport;
using TypedPeer.Tests.Model;

namespace TypedPeer.Tests.Ending;

/// <summary>Time passes only when these tests say so.</summary>
public class LivenessTests
{
    private readonly ScheduledExecutor _executor = new(new Random(1));
    private readonly ManualTimeProvider _time = new();
    private readonly ModelChannel _first;
    private readonly ModelChannel _second;

    public LivenessTests()
    {
        _first = new(_executor);
        _second = new(_executor);
        ModelChannel.Join(_first, _second);
    }

    [Fact]
    public async Task A_peer_that_stops_answering_counts_as_lost()
    {
        var (session, _) = Connect();
        var call = session.GetRemote<IModelContract>().CallAsync(0, [], CancellationToken.None).AsTask();
        _first.Stall(true);
        Pass(TimeSpan.FromSeconds(60));
        Assert.True(session.Completion.IsCompleted);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion).Kind);
        Assert.Equal(PeerCallFate.MayHaveExecuted, Assert.IsType<PeerException>(call.Exception!.InnerException).Fate);
    }

    [Fact]
    public void An_idle_session_lives_as_long_as_its_peer_answers()
    {
        var (session, peer) = Connect();
        Pass(TimeSpan.FromHours(2));
        Assert.False(session.Completion.IsCompleted);
        Assert.False(peer.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_peer_that_never_says_hello_counts_as_lost()
    {
        var session = PeerSession.Start(_first, null, new() { TimeProvider = _time }, _executor);
        Pass(TimeSpan.FromSeconds(29));
        Assert.False(session.Completion.IsCompleted);
        Pass(TimeSpan.FromSeconds(2));
        Assert.True(session.Completion.IsCompleted);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion).Kind);
    }

    [Fact]
    public void The_round_trip_is_measured()
    {
        _first.Stall(true);
        var (session, _) = Connect();
        Assert.Null(session.GetStatistics().RoundTripTime);
        _first.Stall(false);
        _executor.RunAll();
        _second.Stall(true);
        Pass(TimeSpan.FromSeconds(8));
        _time.Advance(TimeSpan.FromMilliseconds(80));
        _second.Stall(false);
        _executor.RunAll();
        // The first answer, at once, took no time; of the second, which took 1080 ms, an eighth counts.
        Assert.Equal(TimeSpan.FromMilliseconds(135), session.GetStatistics().RoundTripTime);
    }

    [Fact]
    public async Task A_peer_that_never_answers_goodbye_is_given_up()
    {
        var (session, _) = Connect();
        _first.Stall(true);
        var stop = session.StopAsync(TestContext.Current.CancellationToken);
        _executor.RunAll();
        Assert.False(session.Completion.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));
        await Bound.Until(() =>
        {
            // Stopping goes on where its timer completed it: on the pool.
            _executor.RunAll();
            return session.Completion.IsCompleted;
        });

        Assert.Equal(PeerSessionEndKind.Aborted, (await stop.Soon()).Kind);
    }

    [Fact]
    public void The_window_of_a_stream_grows_on_a_long_path()
    {
        Assert.InRange(BytesPerRoundTrip(TimeSpan.FromMilliseconds(100)), 4_000_000, 9_000_000);
    }

    private long BytesPerRoundTrip(TimeSpan roundTrip)
    {
        var options = new PeerSessionOptions { TimeProvider = _time, ChannelBufferBytes = 64 * 1024 * 1024 };
        var service = new ModelService { IsOpen = true };
        var reader = PeerSession.Start(_first, null, options, _executor);
        PeerSession.Start(_second, peer => peer.Serve(service), options, _executor);
        for (var i = 0; i < 4; i++)
        {
            // The hellos, the first ping and its answer each take half a round trip.
            _first.Stall(i % 2 == 0);
            _second.Stall(i % 2 == 1);
            _executor.RunAll();
            _time.Advance(roundTrip / 2);
        }

        _first.Stall(false);
        _second.Stall(false);
        _executor.RunAll();
        Assert.NotEqual(TimeSpan.Zero, reader.GetStatistics().RoundTripTime);
        var items = reader.GetRemote<IModelContract>().DownloadAsync(0, 100_000, 10_000, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        Task<bool>? move = null;
        var last = 0L;
        for (var trip = 0; trip < 40; trip++)
        {
            // One round trip: what the reader says takes half of it, what comes back the other half.
            _first.Stall(true);
            _executor.RunAll();
            _time.Advance(roundTrip);
            _first.Stall(false);
            var before = reader.GetStatistics().BytesReceived;
            Drain();
            last = reader.GetStatistics().BytesReceived - before;
        }

        return last;

        void Drain()
        {
            while (true)
            {
                _second.Stall(true);
                _executor.RunAll();
                move ??= items.MoveNextAsync().AsTask();
                if (!move.IsCompleted)
                {
                    _executor.RunAll();
                    if (!move.IsCompleted)
                    {
                        _second.Stall(false);
                        return;
                    }
                }

                Assert.True(move.Result);
                move = null;
            }
        }
    }

    private (PeerSession First, PeerSession Second) Connect()
    {
        var first = PeerSession.Start(_first, null, new() { TimeProvider = _time }, _executor);
        var second = PeerSession.Start(_second, peer => peer.Serve(new ModelService()), new() { TimeProvider = _time }, _executor);
        _executor.RunAll();
        return (first, second);
    }

    private void Pass(TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(1);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _time.Advance(step);
            _executor.RunAll();
        }
    }
}
