using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Api.Messages;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Tests.Dcep;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Channels;

/// <summary>What is counted is at least what the heap holds, at the limits of each table.</summary>
[Collection(AloneCollection.Name)]
public sealed class RetainedMemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(3000)]
    public void Unread_messages_hold_no_more_than_is_counted(int length)
    {
        // Their buffers are new: none is in the pool before.
        var side = new TableSide(isClient: true);
        var channel = side.Table.Create("x", new DataChannelOptions(), now: 0);
        var inbox = new DataChannelInbox(static _ => { });
        var count = 4 * 1024 * 1024 / (length + MessageCost.Overhead);
        Compare(() => side.Table.UnconsumedBytes, () =>
        {
            var held = new List<byte[]>();
            for (var i = 0; i < count; i++)
            {
                var rented = SctpMessagePool.Rent(length);
                side.Table.OnMessage(channel.Id!.Value, PayloadProtocol.Binary, rented, length);
            }

            // Half of them have been raised and wait in the inbox, whose events' queue keeps its size.
            for (var i = 0; i < side.Events.Count / 2; i++)
            {
                if (side.Events[i] is { Kind: PeerEventKind.ChannelMessage, Buffer: { } buffer } message)
                {
                    inbox.OnMessage(buffer, message.Length, isText: false);
                }
            }
        });
        GC.KeepAlive(inbox);
        GC.KeepAlive(side);
    }

    [Fact]
    public void Strays_hold_no_more_than_is_counted()
    {
        var side = new TableSide(isClient: true);
        Compare(() => side.Table.UnconsumedBytes, () =>
        {
            for (ushort stream = 1; side.Table.UnconsumedBytes < 900 * 1024; stream += 2)
            {
                side.Table.OnMessage(stream, PayloadProtocol.Binary, SctpMessagePool.Rent(1), 1);
            }
        });
        Assert.Equal(0, side.ResetsAsked);
        GC.KeepAlive(side);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task Channels_that_wait_to_be_accepted_hold_no_more_than_is_counted(int labelLength)
    {
        await using var connection = new PeerConnection();
        using var core = new PeerConnectionCore(PeerTransportOptionsFactory.Create(new PeerConnectionOptions()));
        var raiser = new PeerEventRaiser(connection, onHandlerException: null);
        var driver = new PeerDriver(core, raiser, TimeProvider.System);
        raiser.Adopt = channel => new DataChannel(new StackChannel(driver, channel), connection);
        var side = new TableSide(isClient: true, new DataChannelTableOptions { MaxChannels = 1024 });
        Compare(() => side.Table.HeldBytes, () =>
        {
            var label = new string('x', labelLength);
            for (var i = 0; side.ResetsAsked == 0 && i < 4000; i++)
            {
                var stream = (ushort)((2 * i) + 1);
                var open = DcepMessage.WriteOpen(label, new DataChannelOptions());
                var rented = SctpMessagePool.Rent(open.Length);
                open.CopyTo(rented, 0);
                side.Table.OnMessage(stream, PayloadProtocol.Dcep, rented, open.Length);
                side.Table.OnStreamReset(stream, now: 0);
                side.Table.OnStreamResetDone(stream, accepted: true, now: 0);
                for (var e = 0; e < side.Events.Count; e++)
                {
                    raiser.OnEvent(side.Events[e]);
                }

                side.Events.Clear();
            }
        });
        Assert.InRange(side.Table.HeldBytes, 1, new DataChannelTableOptions { MaxChannels = 1024 }.MaxHeldBytes);
        driver.Dispose();
        GC.KeepAlive(raiser);
        GC.KeepAlive(side);
    }

    private void Compare(Func<long> counted, Action fill)
    {
        // The pool of messages lets go of a half after each full collection: what other tests left there must not go in between.
        for (var round = 0; round < 12; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        fill();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{held} bytes held, {counted()} counted");
        Assert.InRange(held, 0, counted() + (64 * 1024));
        Assert.InRange(counted(), 1, Math.Max(held, 1) * 4);
    }
}
