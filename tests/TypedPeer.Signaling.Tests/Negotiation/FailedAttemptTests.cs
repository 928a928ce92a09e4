using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.Negotiation;

/// <summary>An attempt that does not succeed ends in time, says how far it came, and leaves nothing.</summary>
public sealed class FailedAttemptTests
{
    [Fact]
    public async Task A_peer_that_sends_no_description_is_told_as_such_when_the_time_is_over()
    {
        var (signaling, _) = SignalingChannel.CreatePair();
        Assert.Equal(PeerConnectFailure.NoDescription, await FailAfterAsync(signaling));
    }

    [Fact]
    public async Task A_peer_that_sends_no_address_is_told_as_such_when_the_time_is_over()
    {
        var (signaling, other) = SignalingChannel.CreatePair();
        Assert.Equal(PeerConnectFailure.NoCandidate, await FailAfterAsync(signaling, () => AnswerAsync(other, static line => !line.StartsWith("a=candidate", StringComparison.Ordinal) && !line.StartsWith("a=end-of", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_peer_whose_addresses_answer_no_check_is_told_as_such_when_the_time_is_over()
    {
        var (signaling, other) = SignalingChannel.CreatePair();
        Assert.Equal(PeerConnectFailure.NoAnswer, await FailAfterAsync(signaling, () => AnswerAsync(other, static _ => true)));
    }

    [Fact]
    public async Task A_peer_that_starts_no_session_is_told_as_such_when_the_time_is_over()
    {
        var clock = new ManualTimeProvider();
        var (signaling, other) = SignalingChannel.CreatePair();
        await using var bare = new PeerConnection();
        bare.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { TimeProvider = clock } };
        var connecting = PeerLink.ConnectAsync(signaling, options: options, cancellationToken: Loopback.Token);
        await bare.ConnectAsync(other, Loopback.Token).SoonAsync();
        clock.Advance(TimeSpan.Zero);

        // The other side is up when this one has proved itself; this one's own clock moves until its attempt is over.
        var exception = await MoveUntilFailedAsync(clock, connecting);

        Assert.Equal(PeerConnectFailure.NoHello, exception.Failure);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[1]")]
    [InlineData("{\"description\":{\"type\":\"offer\"")]
    [InlineData("{\"description\":{\"type\":\"offer\",\"sdp\":\"nonsense\"}}")]
    [InlineData("{\"description\":{\"type\":\"rollback\",\"sdp\":\"\"}}")]
    [InlineData("{\"description\":{\"type\":\"sideways\",\"sdp\":\"\"}}")]
    [InlineData("{\"description\":7}")]
    [InlineData("{\"candidate\":{\"candidate\":7}}")]
    [InlineData("{\"candidate\":{\"candidate\":\"candidate:nonsense\",\"sdpMid\":\"0\"}}")]
    [InlineData("{\"description\":{\"type\":\"answer\",\"sdp\":\"\"},\"tieBreaker\":\"nonsense\"}")]
    [InlineData("{\"description\":\"\\ud800\"}")]
    public async Task What_is_no_message_ends_the_attempt_with_a_typed_reason(string text)
    {
        var (signaling, other) = SignalingChannel.CreatePair();
        await other.SendAsync(text, Loopback.Token);
        Assert.Equal(PeerConnectFailure.SignalingFailed, (await FailAsync(signaling)).Failure);
    }

    [Fact]
    public async Task A_line_without_end_is_given_up_at_the_limit()
    {
        var endless = SignalingChannel.Over(new EndlessStream(), Stream.Null);
        Assert.Equal(PeerConnectFailure.SignalingFailed, (await FailAsync(endless)).Failure);
    }

    [Fact]
    public async Task A_flood_of_messages_is_given_up()
    {
        var sent = 0;
        var flood = SignalingChannel.Over(static (_, _) => ValueTask.CompletedTask, _ => ValueTask.FromResult<string?>($"{{\"unknown\":{sent++}}}"));
        var exception = await FailAsync(flood);
        Assert.Equal(PeerConnectFailure.SignalingFailed, exception.Failure);
        Assert.InRange(sent, 1, 2000);
    }

    [Fact]
    public async Task A_channel_that_leads_to_itself_is_told_as_such()
    {
        var pipe = System.Threading.Channels.Channel.CreateUnbounded<string>();
        var mirror = SignalingChannel.Over(pipe.Writer.WriteAsync, async token => await pipe.Reader.ReadAsync(token));
        var exception = await FailAsync(mirror);
        Assert.Equal(PeerConnectFailure.SignalingFailed, exception.Failure);
        Assert.Contains("own messages", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_before_a_description_and_whatever_the_functions_throw_end_the_attempt()
    {
        var gone = SignalingChannel.Over(Stream.Null, Stream.Null);
        Assert.Equal(PeerConnectFailure.SignalingFailed, (await FailAsync(gone)).Failure);
        var throws = SignalingChannel.Over((_, _) => throw new NotSupportedException("no wire"), static token => new ValueTask<string?>(Task.Delay(-1, token).ContinueWith(static _ => (string?)null, TaskScheduler.Default)));
        Assert.Contains("no wire", (await FailAsync(throws)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_peer_than_the_expected_one_is_told_as_such()
    {
        using var somebody = PeerCertificate.Create();
        var (signaling, other) = SignalingChannel.CreatePair();
        await using var peer = new PeerConnection();
        var answering = peer.ConnectAsync(other, Loopback.Token);
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { ExpectedFingerprint = somebody.Identity.ToString() } };
        var exception = await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(signaling, options: options, cancellationToken: Loopback.Token).SoonAsync());
        Assert.Equal(PeerConnectFailure.WrongCertificate, exception.Failure);
        await peer.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => answering.SoonAsync());
    }

    [Theory]
    [InlineData("nothing", "That is no answer")]
    [InlineData("offer:AAAA", "That is no answer")]
    [InlineData("answer:!!!", "damaged")]
    public async Task A_line_that_is_not_the_one_to_paste_is_told_in_words(string line, string words)
    {
        var hand = SignalingChannel.OfferByHand(static (_, _) => ValueTask.CompletedTask, _ => ValueTask.FromResult<string?>(line));
        var exception = await FailAsync(hand);
        Assert.Equal(PeerConnectFailure.SignalingFailed, exception.Failure);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_cannot_be_used_later_ends_the_exchange_alone_and_is_told()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (one, other) = SignalingChannel.CreatePair();
        await using var left = new PeerConnection(new PeerConnectionOptions { HandlerException = exception => told.TrySetResult(exception) });
        await using var right = new PeerConnection();
        var channel = left.CreateDataChannel("mine");
        await Task.WhenAll(left.ConnectAsync(one, Loopback.Token), right.ConnectAsync(other, Loopback.Token)).SoonAsync();

        await other.SendAsync("nonsense", Loopback.Token);

        Assert.IsType<FormatException>(await told.Task.SoonAsync());
        await channel.Opened.SoonAsync();
        Assert.Equal(PeerConnectionState.Connected, left.ConnectionState);
    }

    [Fact]
    public async Task A_cancelled_attempt_ends_as_cancelled_and_what_was_not_received_is_there_for_the_next()
    {
        var (signaling, other) = SignalingChannel.CreatePair();
        using var cancellation = new CancellationTokenSource();
        var connecting = PeerLink.ConnectAsync(signaling, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.SoonAsync());
        await other.SendAsync("{\"later\":1}", Loopback.Token);
        Assert.Equal("{\"later\":1}", await signaling.ReceiveAsync(Loopback.Token).AsTask().SoonAsync());
    }

    private static async Task<PeerConnectException> FailAsync(SignalingChannel signaling) =>
        await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(signaling, cancellationToken: Loopback.Token).SoonAsync());

    /// <summary>Moves an attempt's clock until its time is over.</summary>
    private static async Task<PeerConnectFailure> FailAfterAsync(SignalingChannel signaling, Func<Task>? peer = null)
    {
        var clock = new ManualTimeProvider();
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { TimeProvider = clock } };
        var connecting = PeerLink.ConnectAsync(signaling, options: options, cancellationToken: Loopback.Token);
        await (peer?.Invoke() ?? Task.CompletedTask);
        return (await MoveUntilFailedAsync(clock, connecting)).Failure;
    }

    private static async Task<PeerConnectException> MoveUntilFailedAsync(ManualTimeProvider clock, Task<PeerLink> connecting)
    {
        while (!connecting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(connecting, Task.Delay(1, Loopback.Token));
        }

        return await Assert.ThrowsAsync<PeerConnectException>(() => connecting);
    }

    /// <summary>Is gone, and then answers the first offer with some of the lines of an honest answer.</summary>
    private static async Task AnswerAsync(SignalingChannel signaling, Func<string, bool> keeps)
    {
        await using var peer = new PeerConnection();
        var offer = (await signaling.ReceiveAsync(Loopback.Token).AsTask().SoonAsync())!;
        using var message = System.Text.Json.JsonDocument.Parse(offer);

        // It is not told where the other is, whose checks would make it known as an address that no line names.
        var description = SessionDescription.FromJson(message.RootElement.GetProperty("description").GetRawText());
        await peer.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, WithLines(description.Sdp, static line => !line.StartsWith("a=candidate", StringComparison.Ordinal))), Loopback.Token);
        await peer.SetLocalDescriptionAsync(cancellationToken: Loopback.Token);
        await peer.GatheringCompleted.SoonAsync();
        var sdp = WithLines(peer.LocalDescription!.Sdp, keeps);

        // Nobody is there any more when the answer is.
        await peer.DisposeAsync();
        await signaling.SendAsync($$"""{"description":{{new SessionDescription(SdpType.Answer, sdp).ToJson()}}}""", Loopback.Token);
    }

    private static string WithLines(string sdp, Func<string, bool> keeps) =>
        string.Concat(sdp.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(keeps).Select(static line => line + "\r\n"));

    /// <summary>Always one more byte of the same line.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Encoding.ASCII.GetBytes(new string('a', count)).CopyTo(buffer, offset);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
