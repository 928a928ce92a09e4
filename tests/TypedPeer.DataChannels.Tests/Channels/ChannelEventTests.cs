using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>The events of a channel, in order with its messages: open, messages, closing, error, close.</summary>
public sealed class ChannelEventTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_channel_that_one_side_closes_is_closing_only_for_the_other(bool offererCloses)
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote, atLocal, atRemote) = await OpenAsync(pair);
        var (closer, other) = offererCloses ? (local, remote) : (remote, local);
        closer.Send("one");
        closer.Send("two");
        await closer.CloseAsync(Token);
        var (atCloser, atOther) = offererCloses ? (atLocal, atRemote) : (atRemote, atLocal);

        Assert.Equal(["open", "close (Closed, Local)"], await atCloser.AllAsync());
        Assert.Equal(["open", "one", "two", "closing (Closing)", "close (Closed, Remote)"], await atOther.AllAsync());
        Assert.Equal(DataChannelState.Closed, other.ReadyState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_orderly_closes_its_channels_without_an_error(bool abort)
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, _, atLocal, atRemote) = await OpenAsync(pair);
        local.Send("last");
        if (!abort)
        {
            await pair.Offerer.CloseAsync(Token);
            Assert.Equal(["open", "last", "close (Closed, Remote)"], await atRemote.AllAsync());
        }
        else
        {
            await pair.Offerer.CloseAsync(new CancellationToken(canceled: true));
            var seen = await atRemote.AllAsync();
            Assert.Equal("open", seen[0]);
            Assert.Equal("close (Closed, Remote)", seen[^1]);
            Assert.DoesNotContain(seen, static name => name.StartsWith("error", StringComparison.Ordinal) || name.StartsWith("closing", StringComparison.Ordinal));
        }

        Assert.Equal(["open", "close (Closed, Local)"], await atLocal.AllAsync());
        Assert.Null(atLocal.Error);
        Assert.Null(atRemote.Error);
    }

    [Fact]
    public async Task A_connection_that_is_lost_raises_the_error_before_the_close()
    {
        using var clock = new LeapingTimeProvider();
        using var relay = new UdpRelay();
        await using var pair = PeerConnectionPair.Create(OnLoopback() with { TimeProvider = clock }, OnLoopback());
        pair.Relay = relay;
        var (_, remote, atLocal, _) = await OpenAsync(pair);
        remote.Send("last");
        Assert.Equal("last", await atLocal.NextMessageAsync());
        relay.Cut();
        clock.Leap(TimeSpan.FromSeconds(60));

        Assert.Equal(["open", "last", "error (Closed)", "close (Closed, ConnectionLost)"], await atLocal.AllAsync());
        Assert.Equal((DataChannelErrorDetail.DataChannelFailure, null, null, null), (atLocal.Error!.Detail, atLocal.Error.SctpCauseCode, atLocal.Error.SentAlert, atLocal.Error.ReceivedAlert));
        Assert.Same(await pair.Offerer.Closed.WaitAsync(Patience, Token), atLocal.Error.Reason);
    }

    [Fact]
    public async Task A_certificate_that_the_description_does_not_name_is_an_error_with_the_alert_on_both_sides()
    {
        using var other = PeerCertificate.Create();
        await using var pair = PeerConnectionPair.Create();
        var channel = pair.Offerer.CreateDataChannel("never", new DataChannelOptions { Negotiated = true, Id = 0 });
        var peers = pair.Answerer.CreateDataChannel("never", new DataChannelOptions { Negotiated = true, Id = 0 });
        var (ours, theirs) = (new ChannelEventLog(channel), new ChannelEventLog(peers));
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        var answer = pair.Answerer.LocalDescription!;
        var forged = answer.Sdp.Replace(pair.Answerer.LocalIdentity.Fingerprint, other.Identity.Fingerprint, StringComparison.Ordinal);
        await pair.Offerer.SetRemoteDescriptionAsync(answer with { Sdp = forged }, Token);

        Assert.Equal(["error (Closed)", "close (Closed, ProtocolError)"], await ours.AllAsync());
        Assert.Equal(["error (Closed)", "close (Closed, ProtocolError)"], await theirs.AllAsync());
        Assert.Equal((DataChannelErrorDetail.FingerprintFailure, 42, null), (ours.Error!.Detail, ours.Error.SentAlert, ours.Error.ReceivedAlert));
        Assert.Equal((DataChannelErrorDetail.DtlsFailure, null, 42), (theirs.Error!.Detail, theirs.Error.SentAlert, theirs.Error.ReceivedAlert));
        await Assert.ThrowsAsync<PeerChannelClosedException>(() => channel.Opened.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_channel_closed_inside_its_open_handler_is_closed_and_the_peer_sees_it_whole()
    {
        await using var pair = PeerConnectionPair.Create();
        var local = pair.Offerer.CreateDataChannel("brief");
        local.Open += () =>
        {
            local.Send("hello");
            _ = local.CloseAsync(Token).AsTask();
        };
        var atLocal = new ChannelEventLog(local);
        var atRemote = new TaskCompletionSource<ChannelEventLog>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Answerer.DataChannel += channel => atRemote.TrySetResult(new ChannelEventLog(channel));
        await pair.SignalAsync();

        Assert.Equal(["open", "close (Closed, Local)"], await atLocal.AllAsync());
        Assert.Equal(["open", "hello", "closing (Closing)", "close (Closed, Remote)"], await (await atRemote.Task.WaitAsync(Patience, Token)).AllAsync());
    }

    [Fact]
    public async Task A_channel_closed_before_it_opens_is_never_open()
    {
        await using var pair = PeerConnectionPair.Create();
        var local = pair.Offerer.CreateDataChannel("none");
        var events = new ChannelEventLog(local);
        await local.CloseAsync(Token);
        await pair.ConnectAsync();

        Assert.Equal(["close (Closed, Local)"], await events.AllAsync());
    }

    [Fact]
    public async Task Handlers_added_after_an_event_are_not_called_and_the_tasks_tell()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var late = new List<string>();
        local.Open += () => late.Add("open");
        await remote.CloseAsync(Token);
        await local.Closed.WaitAsync(Patience, Token);
        await pair.Offerer.CloseAsync(Token);
        local.Closing += () => late.Add("closing");
        local.Close += _ => late.Add("close");
        local.Error += _ => late.Add("error");
        await pair.Offerer.Closed.WaitAsync(Patience, Token);

        Assert.Empty(late);
        Assert.True(local.Opened.IsCompletedSuccessfully);
        Assert.Equal(PeerChannelCloseKind.Remote, (await local.Closed).Kind);
    }

    [Fact]
    public async Task A_handler_that_throws_takes_no_others_turn_and_is_reported()
    {
        var failures = new List<Exception>();
        await using var pair = PeerConnectionPair.Create(new PeerConnectionOptions { HandlerException = failures.Add });
        var local = pair.Offerer.CreateDataChannel("thrower");
        local.Open += static () => throw new NotFiniteNumberException("open");
        local.Closing += static () => throw new NotFiniteNumberException("closing");
        local.Close += static _ => throw new NotFiniteNumberException("close");
        var events = new ChannelEventLog(local);
        await pair.ConnectAsync();
        var remote = await pair.Answerer.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token);
        await remote.CloseAsync(Token);

        Assert.Equal(["open", "closing (Closing)", "close (Closed, Remote)"], await events.AllAsync());
        await pair.Offerer.CloseAsync(Token);
        Assert.Equal(["open", "closing", "close"], failures.Select(static failure => failure.Message));
    }

    [Fact]
    public async Task A_handler_of_an_error_that_throws_does_not_keep_the_close_from_being_raised()
    {
        var failures = new List<Exception>();
        var clock = new Faults.BreakableClock();
        await using var pair = PeerConnectionPair.Create(new PeerConnectionOptions { TimeProvider = clock, HandlerException = failures.Add });
        var (local, remote) = await pair.OpenChannelAsync();
        local.Error += static _ => throw new NotFiniteNumberException("first");
        local.Error += static _ => throw new NotFiniteNumberException("second");
        var events = new ChannelEventLog(local);
        clock.IsBroken = true;
        remote.Send("tick");

        var seen = await events.AllAsync();
        Assert.Equal(["error (Closed)", "close (Closed, ConnectionLost)"], seen[^2..]);
        Assert.IsType<NotSupportedException>(events.Error!.Reason.Exception);
        await pair.Offerer.Closed.WaitAsync(Patience, Token);
        var both = Assert.IsType<AggregateException>(Assert.Single(failures));
        Assert.Equal(["first", "second"], both.InnerExceptions.Select(static failure => failure.Message));
    }

    private static PeerConnectionOptions OnLoopback() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    /// <summary>Opens a channel with a log on either side, attached before anything is raised.</summary>
    private static async Task<(DataChannel Local, DataChannel Remote, ChannelEventLog AtLocal, ChannelEventLog AtRemote)> OpenAsync(PeerConnectionPair pair)
    {
        var local = pair.Offerer.CreateDataChannel("events");
        var atLocal = new ChannelEventLog(local);
        var incoming = new TaskCompletionSource<(DataChannel, ChannelEventLog)>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Answerer.DataChannel += channel => incoming.TrySetResult((channel, new ChannelEventLog(channel)));
        await pair.ConnectAsync();
        await local.Opened.WaitAsync(Patience, Token);
        var (remote, atRemote) = await incoming.Task.WaitAsync(Patience, Token);
        await remote.Opened.WaitAsync(Patience, Token);
        return (local, remote, atLocal, atRemote);
    }
}
