using System.IO.Pipes;
using System.Security.Authentication;
using System.Threading.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Negotiation;

/// <summary>Peers meet over any pair of send and receive.</summary>
public sealed class NegotiatedLinkTests
{
    [Fact]
    public async Task Two_sides_over_a_pipe_run_the_same_three_lines()
    {
        using var toLeft = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromRight = new AnonymousPipeClientStream(PipeDirection.In, toLeft.ClientSafePipeHandle);
        using var toRight = new AnonymousPipeServerStream(PipeDirection.Out);
        using var fromLeft = new AnonymousPipeClientStream(PipeDirection.In, toRight.ClientSafePipeHandle);

        using var met = new CountdownEvent(2);
        var bothMet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var greetings = await Task.WhenAll(MeetAsync(fromRight, toRight, "Ada"), MeetAsync(fromLeft, toLeft, "Grace")).SoonAsync();

        Assert.Equal(["Hello, Ada!", "Hello, Grace!"], greetings);

        async Task<string> MeetAsync(Stream input, Stream output, string name)
        {
            var signal = SignalingChannel.Over(input, output);
            await using var link = await PeerLink.ConnectAsync(signal, peer => peer.Serve<IGreeter>(new Greeter()));
            var greeting = await link.GetRemote<IGreeter>().GreetAsync(name, Loopback.Token);

            // Whoever is done first must not take the connection from the other.
            if (met.Signal())
            {
                bothMet.SetResult();
            }

            await bothMet.Task;
            return greeting;
        }
    }

    [Fact]
    public async Task Both_sides_of_a_link_know_each_other_and_the_one_that_leaves_says_goodbye()
    {
        var (left, right) = await MeetAsync(SignalingChannel.CreatePair());

        Assert.Equal(left.Connection.LocalIdentity, right.RemoteIdentity);
        Assert.Equal(right.Connection.LocalIdentity, left.RemoteIdentity);
        Assert.Null(left.Address);
        await left.DisposeAsync();

        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await right.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerLinkEndKind.Closed, (await left.Completion.SoonAsync()).Kind);
    }

    [Fact]
    public async Task A_path_is_restarted_over_the_same_channel_and_calls_under_way_go_on()
    {
        var greeter = new Greeter();
        var (left, right) = await MeetAsync(SignalingChannel.CreatePair(), greeter);
        await using var first = left;
        await using var second = right;
        using var giveUp = new CancellationTokenSource();
        var waiting = left.GetRemote<IGreeter>().WaitAsync(giveUp.Token).AsTask();
        await greeter.SomebodyWaits.SoonAsync();
        var before = Fragment(left.Connection.CurrentLocalDescription);
        var restarted = Changes(left.Connection, connection => connection.SignalingState == SignalingState.Stable && Fragment(connection.CurrentLocalDescription) != before);

        left.Connection.RestartIce();
        right.Connection.RestartIce();

        await restarted.SoonAsync();
        Assert.Equal("Hello, Ada!", await left.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token).AsTask().SoonAsync());
        Assert.False(waiting.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SoonAsync());
    }

    [Fact]
    public async Task A_connection_ends_when_its_peer_describes_itself_with_another_certificate()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (toLeft, toRight) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        await using var left = Open(new() { IncludeLoopback = true, HandlerException = told.SetResult });
        await using var right = Open(new() { IncludeLoopback = true });
        await Task.WhenAll(
            left.ConnectAsync(SignalingChannel.Over(toRight.Writer.WriteAsync, async token => await toLeft.Reader.ReadAsync(token)), Loopback.Token),
            right.ConnectAsync(SignalingChannel.Over(toLeft.Writer.WriteAsync, async token => await toRight.Reader.ReadAsync(token)), Loopback.Token)).SoonAsync();
        await using var anew = Open(new());
        await anew.SetLocalDescriptionAsync(cancellationToken: Loopback.Token);

        await toLeft.Writer.WriteAsync($$"""{"description":{{anew.LocalDescription!.ToJson()}}}""", Loopback.Token);

        await left.Closed.SoonAsync();
        await right.Closed.SoonAsync();
        Assert.IsType<AuthenticationException>((await told.Task.SoonAsync()).InnerException);

        static PeerConnection Open(PeerConnectionOptions options)
        {
            var connection = new PeerConnection(options);
            connection.CreateDataChannel("channel", new DataChannelOptions { Negotiated = true, Id = 0 });
            return connection;
        }
    }

    [Fact]
    public async Task A_person_carries_one_line_each_way()
    {
        var offer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var offering = SignalingChannel.OfferByHand((line, _) => Show(offer, line), async token => await answer.Task.WaitAsync(token));
        var answering = SignalingChannel.AnswerByHand((line, _) => Show(answer, line), async token => "  " + await offer.Task.WaitAsync(token) + "\r");

        var (left, right) = await MeetAsync((offering, answering));

        await using var first = left;
        await using var second = right;
        Assert.StartsWith("offer:", await offer.Task, StringComparison.Ordinal);
        Assert.StartsWith("answer:", await answer.Task, StringComparison.Ordinal);
        Assert.Equal("Hello, Ada!", await right.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));

        static ValueTask Show(TaskCompletionSource<string> to, string line)
        {
            to.SetResult(line);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Connections_with_channels_of_their_own_need_no_session()
    {
        var (one, other) = SignalingChannel.CreatePair();
        await using var left = new PeerConnection();
        await using var right = new PeerConnection();
        var channel = left.CreateDataChannel("mine");

        await Task.WhenAll(left.ConnectAsync(one, Loopback.Token), right.ConnectAsync(other, Loopback.Token)).SoonAsync();

        await channel.Opened.SoonAsync();
        var accepted = await right.AcceptDataChannelAsync(Loopback.Token).AsTask().SoonAsync();
        Assert.Equal("mine", accepted.Label);
    }

    /// <summary>Connects the two ends, each serving a greeter.</summary>
    internal static async Task<(PeerLink Left, PeerLink Right)> MeetAsync((SignalingChannel Left, SignalingChannel Right) ends, Greeter? right = null)
    {
        var links = await Task.WhenAll(
            PeerLink.ConnectAsync(ends.Left, peer => peer.Serve<IGreeter>(new Greeter()), cancellationToken: Loopback.Token),
            PeerLink.ConnectAsync(ends.Right, peer => peer.Serve<IGreeter>(right ?? new Greeter()), cancellationToken: Loopback.Token)).SoonAsync();
        return (links[0], links[1]);
    }

    private static Task Changes(PeerConnection connection, Func<PeerConnection, bool> until)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.SignalingStateChanged += _ =>
        {
            if (until(connection))
            {
                done.TrySetResult();
            }
        };
        return done.Task;
    }

    private static string Fragment(SessionDescription? description) =>
        description!.Sdp.Split('\n').First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal)).Trim();
}
