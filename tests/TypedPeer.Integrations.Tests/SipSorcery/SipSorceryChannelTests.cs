using System.Security.Cryptography;
using SIPSorcery.Net;
using TypedPeer.Channels;
using TypedPeer.SipSorceryChannels;

namespace TypedPeer.Integrations.Tests;

/// <summary>What the adapter covers of SIPSorcery's gaps, against the real package.</summary>
public sealed class SipSorceryChannelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1200)]
    [InlineData(65536)]
    [InlineData(262144)]
    public async Task A_message_of_any_size_arrives_whole_in_both_directions(int size)
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync();
        await using var first = offerer;
        await using var second = answerer;
        var there = Collect(answerer);
        var back = Collect(offerer);
        var message = RandomNumberGenerator.GetBytes(size);

        offerer.Send(message);
        answerer.Send(message);

        Assert.Equal(message, await there.NextAsync());
        Assert.Equal(message, await back.NextAsync());
    }

    [Fact]
    public async Task Messages_sent_before_the_channel_is_open_arrive_in_order()
    {
        var offering = SipSorceryPair.CreateConnection();
        var answering = SipSorceryPair.CreateConnection();
        await using var offerer = new SipSorceryPeerChannel(offering, await offering.createDataChannel("early"));
        for (var i = 0; i < 20; i++)
        {
            offerer.Send([(byte)i]);
        }

        Assert.Equal(20, offerer.BufferedAmount);
        var accepting = SipSorceryPeerChannel.AcceptAsync(answering, "early", cancellationToken: TestContext.Current.CancellationToken);
        await SipSorceryPair.SignalAsync(offering, answering);
        await using var answerer = await accepting.WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);

        var received = Collect(answerer);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal([(byte)i], await received.NextAsync());
        }
    }

    [Fact]
    public async Task The_low_signal_comes_and_the_buffered_amount_returns_to_zero()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync(new SipSorceryChannelOptions { HandOverLimit = 16 * 1024 });
        await using var first = offerer;
        await using var second = answerer;
        var sender = Collect(offerer);
        var receiver = Collect(answerer);
        const int count = 8, size = 16 * 1024;
        for (var i = 0; i < count; i++)
        {
            offerer.Send(new byte[size]);
        }

        Assert.InRange(offerer.BufferedAmount, 1, count * size);
        await sender.LowAsync();
        Assert.Equal(0, offerer.BufferedAmount);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(size, (await receiver.NextAsync()).Length);
        }
    }

    [Fact]
    public async Task Closing_delivers_what_was_sent_and_the_peer_hears_of_it()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync();
        await using var second = answerer;
        var received = Collect(answerer);
        for (var i = 0; i < 10; i++)
        {
            offerer.Send(BitConverter.GetBytes(i));
        }

        await offerer.CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i, BitConverter.ToInt32(await received.NextAsync()));
        }

        Assert.Equal(PeerChannelCloseKind.Remote, (await received.Closed.WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken)).Kind);
        Assert.Equal(PeerChannelCloseKind.Local, (await offerer.Closed).Kind);
        Assert.Throws<PeerChannelClosedException>(() => offerer.Send([1]));
        Assert.Throws<PeerChannelClosedException>(() => answerer.Send([1]));
    }

    [Fact]
    public async Task Without_owning_the_connection_the_channel_closes_alone()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync(new SipSorceryChannelOptions { OwnsConnection = false });
        await using var second = answerer;

        await offerer.CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(RTCPeerConnectionState.connected, offerer.Connection.connectionState);
        Assert.False(answerer.Closed.IsCompleted);
        offerer.Connection.close();
        await answerer.Closed.WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_receiver_that_blocks_holds_up_nothing_but_itself()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync();
        await using var first = offerer;
        await using var second = answerer;
        var sender = Collect(offerer);
        var receiver = new BlockingReceiver();
        answerer.Attach(receiver);
        offerer.Send([1]);
        await receiver.Blocked.WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);

        // Far more than the congestion window begins with: it leaves only if acknowledgements are still sent.
        offerer.Send(new byte[100_000]);
        while (offerer.BufferedAmount > 0)
        {
            await sender.LowAsync();
        }

        receiver.Release();
    }

    [Fact]
    public async Task More_than_the_receive_buffer_takes_ends_the_channel_by_name()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync(answererOptions: new SipSorceryChannelOptions { MaxReceiveBuffer = 4096 });
        await using var first = offerer;

        for (var i = 0; i < 10; i++)
        {
            offerer.Send(new byte[1024]);
        }

        var reason = await answerer.Closed.WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(PeerChannelCloseKind.ProtocolError, reason.Kind);
        Assert.Contains("MaxReceiveBuffer", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_may_wait_to_leave_is_refused_by_name()
    {
        var connection = SipSorceryPair.CreateConnection();
        await using var channel = new SipSorceryPeerChannel(
            connection, await connection.createDataChannel("full"), new SipSorceryChannelOptions { MaxBufferedAmount = 1000 });
        channel.Send(new byte[600]);

        Assert.Contains("MaxBufferedAmount", Assert.Throws<InvalidOperationException>(() => channel.Send(new byte[600])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => channel.Send(new byte[channel.MaxMessageSize + 1]));
    }

    [Fact]
    public async Task The_peer_is_known_by_its_certificate_and_its_limits()
    {
        var (offerer, answerer) = await SipSorceryPair.ConnectAsync();
        await using var first = offerer;
        await using var second = answerer;

        var fingerprint = answerer.Connection.DtlsCertificateFingerprint;
        Assert.Equal(new PeerIdentity("sha-256", fingerprint.value.ToUpperInvariant()), offerer.RemoteIdentity);
        Assert.Equal(262144, offerer.MaxMessageSize);
        Assert.Equal("test", answerer.Label);
    }

    [Fact]
    public async Task A_channel_that_never_opens_closes_at_once()
    {
        var connection = SipSorceryPair.CreateConnection();
        var channel = new SipSorceryPeerChannel(connection, await connection.createDataChannel("never"));
        channel.Send([1]);

        await channel.DisposeAsync().AsTask().WaitAsync(SipSorceryPair.Patience, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<PeerChannelClosedException>(() => channel.Opened);
        Assert.Throws<InvalidOperationException>(() =>
        {
            channel.Attach(new CollectingReceiver());
            channel.Attach(new CollectingReceiver());
        });
    }

    private static CollectingReceiver Collect(SipSorceryPeerChannel channel)
    {
        var receiver = new CollectingReceiver();
        channel.Attach(receiver);
        return receiver;
    }

    private sealed class BlockingReceiver : IPeerChannelReceiver
    {
        private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Blocked => _blocked.Task;

        public void Release() => _released.TrySetResult();

        public void OnMessage(ReadOnlySpan<byte> message)
        {
            _blocked.TrySetResult();
            _released.Task.Wait(SipSorceryPair.Patience);
        }

        public void OnBufferedAmountLow()
        {
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
        }
    }
}
