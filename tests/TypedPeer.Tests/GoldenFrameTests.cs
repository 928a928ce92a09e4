using TypedPeer.CompilerServices;
using TypedPeer.Sessions;
using TypedPeer.Testing;
using TypedPeer.Tests.Model;

namespace TypedPeer.Tests;

/// <summary>
/// The bytes of every frame, as docs/protocol.md specifies them, in a file that other implementations read too. A line is a
/// name, a tab and hexadecimal bytes. Deliberately not written by this test: a difference is a change of the wire.
/// </summary>
public class GoldenFrameTests
{
    private static readonly Dictionary<string, Func<byte[]>> Frame = new(StringComparer.Ordinal)
    {
        ["ping"] = () => Write(queue => Frames.Ping(queue, FrameType.Ping, 0x0123456789abcdef)),
        ["pong"] = () => Write(queue => Frames.Ping(queue, FrameType.Pong, 0x0123456789abcdef)),
        ["goodbye"] = () => Write(queue => Frames.Goodbye(queue, PeerStatus.Ok, 300, "bye", 1000)),
        ["goodbye-protocol-error"] = () => Write(queue => Frames.Goodbye(queue, PeerStatus.ProtocolError, 0, "DATA past the credit of its stream", 1000)),
        ["finished"] = () => Write(Frames.Finished),
        ["call-credit"] = () => Write(queue => Frames.CallCredit(queue, 524288)),
        ["call"] = () => Write(queue => Frames.Call(queue, 1, CallFlags.None, 0x1122334455667788, [], [1, 2, 3])),
        ["call-one-way-more"] = () => Write(queue => Frames.Call(queue, 130, CallFlags.OneWay | CallFlags.More, 0x1122334455667788, [], [0xff])),
        ["call-instance-deadline-headers"] = () => Write(queue => Frames.Call(
            queue, 2, CallFlags.Target | CallFlags.Deadline | CallFlags.Headers, 0x1122334455667788,
            [.. CallHeader.EncodeName("room-7"), 0xc0, 0x84, 0x3d, 1, 1, (byte)'a', 2, (byte)'b', (byte)'c'], [9])),
        ["call-reference"] = () => Write(queue => Frames.Call(queue, 3, CallFlags.Target, 0x1122334455667788, CallHeader.EncodeReference(5), [])),
        ["arguments-last"] = () => Flow(new BufferFlow(FrameType.Arguments, 130, Rented(), 0, 3), 1000),
        ["arguments-more"] = () => Flow(new BufferFlow(FrameType.Arguments, 130, Rented(), 0, 3), 2),
        ["cancel"] = () => Write(queue => Frames.Cancel(queue, 130, PeerStatus.DeadlineExceeded)),
        ["result"] = () => Write(queue => Frames.Result(queue, 1, [4, 5])),
        ["result-more"] = () => Flow(new BufferFlow(FrameType.Result, 1, Rented(), 0, 3), 2),
        ["error"] = () => Write(queue => Frames.Error(queue, 1, PeerStatus.NotFound, "no such thing", [], 1000)),
        ["error-detail"] = () => Write(queue => Frames.Error(queue, 1, PeerStatus.Application, "ä", [1, 2], 1000)),
        ["credit-result"] = () => Write(queue => Frames.Credit(queue, 2, 0, 131072)),
        ["credit-argument"] = () => Write(queue => Frames.Credit(queue, 3, 1, 131072)),
        ["stream-stop"] = () => Write(queue => Frames.StreamStop(queue, 3, 1)),
        ["release"] = () => Write(queue => Frames.Release(queue, 5, 2)),
        ["hello-without-contracts"] = () => Capture(null)[0],
        ["data-end"] = () => Answer(number: 0),
        ["data-before-error"] = () => Answer(number: 4),
    };

    public static TheoryData<string> Names => new(Frame.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_is_written_as_specified(string name)
    {
        var golden = File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "frames.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        Assert.Equal(golden.GetValueOrDefault(name, "(missing)"), Convert.ToHexStringLower(Frame[name]()));
    }

    private static byte[] Write(Action<FrameQueue> write)
    {
        var queue = new FrameQueue();
        write(queue);
        var bytes = new byte[1024];
        var credit = long.MaxValue;
        return bytes[..queue.MoveTo(bytes, int.MaxValue, ref credit)];
    }

    private static byte[] Flow(BufferFlow flow, int chunk)
    {
        var bytes = new byte[1024];
        return bytes[..flow.WriteFrame(bytes, chunk)];
    }

    private static byte[] Rented()
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(16);
        ((ReadOnlySpan<byte>)[7, 8, 9]).CopyTo(buffer);
        return buffer;
    }

    /// <summary>The answer to a hand-written call of a streaming method: two items of four bytes; with number 4 it fails after the first.</summary>
    private static byte[] Answer(int number)
    {
        var method = PeerContractDescriptor.Of<IModelContract>().Methods.ToArray().Single(m => m.Signature.StartsWith("DownloadAsync", StringComparison.Ordinal)).Id;
        byte[] arguments = [.. BitConverter.GetBytes(number), .. BitConverter.GetBytes(2), .. BitConverter.GetBytes(4)];
        var call = Write(queue => Frames.Call(queue, 1, CallFlags.None, method, [], arguments));
        return Capture(peer => peer.Serve(new ModelService { IsOpen = true }), [.. Capture(null)[0], .. call]).Last(message => message[0] is 0x20 or 0x21);
    }

    /// <summary>What a session sends by itself when it starts, and in answer to a message.</summary>
    private static List<byte[]> Capture(Action<PeerSessionBuilder>? serve, byte[]? message = null)
    {
        var executor = new ScheduledExecutor(new Random(1));
        var first = new ModelChannel(executor);
        var second = new ModelChannel(executor);
        ModelChannel.Join(first, second);
        var receiver = new Recorder();
        second.Attach(receiver);
        var session = PeerSession.Start(first, serve, new() { TimeProvider = new ManualTimeProvider() }, executor);
        executor.RunAll();
        if (message is not null)
        {
            second.Send(message);
            executor.RunAll();
        }

        session.Engine.Stop();
        executor.RunAll();
        return receiver.Messages;
    }

    private sealed class Recorder : Channels.IPeerChannelReceiver
    {
        public List<byte[]> Messages { get; } = [];

        public void OnMessage(ReadOnlySpan<byte> message) => Messages.Add(message.ToArray());

        public void OnBufferedAmountLow()
        {
        }

        public void OnClosed(Channels.PeerChannelCloseReason reason)
        {
        }
    }
}
