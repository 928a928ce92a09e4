using TypedPeer.Channels;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Model;

namespace TypedPeer.Tests.Ending;

/// <summary>A peer that falls silent is reported soon and ended late. Time passes only when these tests say so.</summary>
public class SilenceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly ScheduledExecutor _executor = new(new Random(1));
    private readonly ManualTimeProvider _time = new();
    private readonly ModelChannel _first;
    private readonly ModelChannel _second;
    private readonly List<bool> _told = [];
    private long? _silentSince;

    public SilenceTests()
    {
        _first = new(_executor);
        _second = new(_executor);
        ModelChannel.Join(_first, _second);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(40)]
    public void A_peer_that_falls_silent_is_reported_within_ten_seconds_also_right_after_its_answer(int seconds)
    {
        var (session, _) = Connect(_first);
        Pass(TimeSpan.FromSeconds(seconds));
        Call(session);
        Assert.True(session.IsResponsive);
        Stall(true);

        Pass(TimeSpan.FromSeconds(10));

        Assert.False(session.IsResponsive);
        Assert.Equal([false], _told);
        Assert.False(session.Completion.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(10), session.GetStatistics().SinceHeard);
        Stall(false);
        _executor.RunAll();
        Assert.True(session.IsResponsive);
        Assert.Equal([false, true], _told);
        Assert.Equal(TimeSpan.Zero, session.GetStatistics().SinceHeard);
    }

    [Fact]
    public void A_pause_of_ten_seconds_ends_nothing_whenever_it_comes()
    {
        var (session, peer) = Connect(_first);
        for (var pause = 0; pause < 60; pause++)
        {
            Stall(true);
            Pass(TimeSpan.FromSeconds(10));
            Stall(false);
            Pass(TimeSpan.FromSeconds(3) + (pause * Step));
            Assert.True(session.IsResponsive);
        }

        Assert.False(session.Completion.IsCompleted);
        Assert.False(peer.Completion.IsCompleted);
        Call(session);
    }

    [Fact]
    public async Task A_silence_that_lasts_is_ended_by_a_timeout_of_its_own()
    {
        var (session, _) = Connect(_first);
        Stall(true);
        Pass(TimeSpan.FromSeconds(26));
        Assert.False(session.Completion.IsCompleted);
        Pass(TimeSpan.FromSeconds(2));
        Assert.True(session.Completion.IsCompleted);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion).Kind);
        Assert.Equal([false], _told);
    }

    [Fact]
    public void An_idle_session_asks_nothing_where_its_channel_hears_of_the_peer()
    {
        var (session, peer) = Connect(Hearing(_first), Hearing(_second));
        Call(session);
        Pass(TimeSpan.FromSeconds(30));
        var before = session.GetStatistics().BytesSent + peer.GetStatistics().BytesSent;

        Pass(TimeSpan.FromHours(1));

        Assert.Equal(before, session.GetStatistics().BytesSent + peer.GetStatistics().BytesSent);
        Assert.True(session.IsResponsive);
        Assert.False(session.Completion.IsCompleted);
        Assert.InRange(session.GetStatistics().SinceHeard!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Without_that_an_idle_side_asks_once_in_seven_seconds_and_both_together_no_more()
    {
        var (session, peer) = Connect(_first);
        Pass(TimeSpan.FromSeconds(30));
        var before = session.GetStatistics().BytesSent + peer.GetStatistics().BytesSent;

        Pass(TimeSpan.FromMinutes(7));

        // At most sixty questions of each side, each with its answer.
        Assert.InRange(session.GetStatistics().BytesSent + peer.GetStatistics().BytesSent - before, 1, 60 * 2 * 2 * 10);
    }

    [Fact]
    public void A_channel_that_has_heard_nothing_itself_has_the_peer_asked_and_reported()
    {
        var (session, _) = Connect(Hearing(_first), Hearing(_second));
        Pass(TimeSpan.FromMinutes(1));
        _silentSince = _time.GetTimestamp();
        Stall(true);
        Pass(TimeSpan.FromSeconds(10));
        Assert.False(session.IsResponsive);
        Stall(false);
        _silentSince = null;
        _executor.RunAll();
        Assert.True(session.IsResponsive);
    }

    [Fact]
    public async Task A_peer_whose_transport_lives_and_whose_session_answers_no_call_is_reported_and_ended_all_the_same()
    {
        var (session, _) = Connect(Hearing(_first), Hearing(_second));
        Pass(TimeSpan.FromMinutes(1));
        Stall(true);
        var call = session.GetRemote<IModelContract>().CallAsync(0, [], CancellationToken.None).AsTask();
        Pass(TimeSpan.FromSeconds(18));
        Assert.False(session.IsResponsive);
        Assert.False(session.Completion.IsCompleted);
        Pass(TimeSpan.FromSeconds(10));
        Assert.True(session.Completion.IsCompleted);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion).Kind);
        Assert.True(call.IsFaulted);
    }

    [Fact]
    public void A_question_that_stands_in_a_queue_where_the_channel_hears_of_the_peer_all_the_while_is_waited_for_longer()
    {
        var (session, _) = Connect(new HearingChannel(_first, static () => TimeSpan.Zero), Hearing(_second));
        Stall(true);
        var call = session.GetRemote<IModelContract>().CallAsync(0, [], CancellationToken.None).AsTask();
        Pass(TimeSpan.FromSeconds(16));
        Assert.True(session.IsResponsive);
        Stall(false);
        _executor.RunAll();
        Assert.True(call.IsCompletedSuccessfully);
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_channel_that_throws_when_it_is_asked_ends_the_session_with_that_reason()
    {
        var (session, _) = Connect(new HearingChannel(_first, () => throw new NotSupportedException("deaf")));
        Pass(TimeSpan.FromSeconds(10));
        Assert.True(session.Completion.IsCompleted);
        var end = await session.Completion;
        Assert.Equal(PeerSessionEndKind.ConnectionLost, end.Kind);
        Assert.Contains("deaf", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_thrown_at_a_report_of_silence_goes_to_the_application_and_ends_nothing()
    {
        var failures = new List<string>();
        var (session, _) = Connect(_first, options: new() { HandlerFailed = (what, _) => failures.Add(what) });
        session.ResponsiveChanged += static _ => throw new InvalidOperationException("not now");
        Stall(true);
        Pass(TimeSpan.FromSeconds(10));
        Stall(false);
        _executor.RunAll();
        Assert.Equal(["PeerSession.ResponsiveChanged", "PeerSession.ResponsiveChanged"], failures);
        Call(session);
    }

    /// <summary>A channel that has heard of the peer within 5 s, as a path whose consent is checked, until the test says otherwise.</summary>
    private HearingChannel Hearing(ModelChannel inner) => new(inner, () =>
        TimeSpan.FromTicks((_silentSince is { } since ? _time.GetTimestamp() - since : 0) + (_time.GetTimestamp() % TimeSpan.FromSeconds(5).Ticks)));

    private void Call(PeerSession session)
    {
        var call = session.GetRemote<IModelContract>().CallAsync(0, [], CancellationToken.None).AsTask();
        _executor.RunAll();
        Assert.True(call.IsCompletedSuccessfully);
    }

    private void Stall(bool stalls)
    {
        _first.Stall(stalls);
        _second.Stall(stalls);
    }

    private (PeerSession First, PeerSession Second) Connect(IPeerChannel channel, IPeerChannel? other = null, PeerSessionOptions? options = null)
    {
        options ??= new();
        options.TimeProvider = _time;
        var service = new ModelService { IsOpen = true };
        var first = PeerSession.Start(channel, null, options, _executor);
        var second = PeerSession.Start(other ?? _second, peer => peer.Serve(service), new() { TimeProvider = _time }, _executor);
        _executor.RunAll();
        first.ResponsiveChanged += _told.Add;
        return (first, second);
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _time.Advance(Step);
            _executor.RunAll();
        }
    }
}
