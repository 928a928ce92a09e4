using Microsoft.Extensions.Time.Testing;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Hostile;
using TypedPeer.Tests.Model;

namespace TypedPeer.Tests.Sending;

/// <summary>
/// The bytes of every frame, as docs/protocol.md specifies them, in a file that other implementations read too. A line is a
/// name, a tab and hexadecimal bytes. Deliberately not written by this test: a difference is a change of the wire.
/// </summary>
public class GoldenFrameTests
{
    private static readonly Dictionary<string, Func<byte[]>> Written = new(StringComparer.Ordinal)
    {
        ["ping"] = () => Write(queue => Frames.Ping(queue, FrameType.Ping, 0x0123456789abcdef)),
        ["pong"] = () => Write(queue => Frames.Ping(queue, FrameType.Pong, 0x0123456789abcdef)),
        ["goodbye"] = () => Write(queue => Frames.Goodbye(queue, PeerStatus.Ok, 300, "bye", 1000)),
        ["goodbye-protocol-error"] = () => Write(queue => Frames.Goodbye(queue, PeerStatus.ProtocolError, 0, "DATA past the credit of its stream", 1000)),
        ["finished"] = () => Write(Frames.Finished),
        ["call-credit"] = () => Write(queue => Frames.CallCredit(queue, 524288)),
        ["call"] = () => Write(queue => Frames.Call(queue, 1, CallFlags.None, 0x1122334455667788, [], [], [1, 2, 3])),
        ["call-one-way-more"] = () => Write(queue => Frames.Call(queue, 130, CallFlags.OneWay | CallFlags.More, 0x1122334455667788, [], [], [0xff])),
        ["call-instance-deadline-headers"] = () => Write(queue => Frames.Call(
            queue, 2, CallFlags.Target | CallFlags.Deadline | CallFlags.Headers, 0x1122334455667788,
            CallHeader.EncodeName("room-7"), [0xc0, 0x84, 0x3d, 1, 1, (byte)'a', 2, (byte)'b', (byte)'c'], [9])),
        ["call-reference"] = () => Write(queue => Frames.Call(queue, 3, CallFlags.Target, 0x1122334455667788, CallHeader.EncodeReference(5), [], [])),
        ["call-contract"] = () => Write(queue => Frames.Call(
            queue, 6, CallFlags.Target, 0x1122334455667788, CallHeader.EncodeContract(0x0123456789abcdef, null), [], [10])),
        ["call-contract-instance"] = () => Write(queue => Frames.Call(
            queue, 7, CallFlags.Target, 0x1122334455667788, CallHeader.EncodeContract(0x0123456789abcdef, "room-7"), [], [])),
        ["arguments-last"] = () => Flow(new BufferFlow(FrameType.Arguments, 130, Rented(), 0, 3, new()), 1000),
        ["arguments-more"] = () => Flow(new BufferFlow(FrameType.Arguments, 130, Rented(), 0, 3, new()), 2),
        ["cancel"] = () => Write(queue => Frames.Cancel(queue, 130, PeerStatus.DeadlineExceeded)),
        ["result"] = () => Write(queue => Frames.Result(queue, 1, [4, 5])),
        ["result-more"] = () => Flow(new BufferFlow(FrameType.Result, 1, Rented(), 0, 3, new()), 2),
        ["error"] = () => Write(queue => Frames.Error(queue, 1, PeerStatus.NotFound, "no such thing", [], 1000)),
        ["error-detail"] = () => Write(queue => Frames.Error(queue, 1, PeerStatus.Application, "ä", [1, 2], 1000)),
        ["credit-result"] = () => Write(queue => Frames.Credit(queue, 2, 0, 131072)),
        ["credit-argument"] = () => Write(queue => Frames.Credit(queue, 3, 1, 131072)),
        ["stream-stop"] = () => Write(queue => Frames.StreamStop(queue, 3, 1)),
        ["call-settle"] = () => Write(queue => Frames.Call(queue, 4, CallFlags.Settle, 0x1122334455667788, [], [], [10])),
        ["call-priority"] = () => Write(queue => Frames.Call(queue, 5, CallFlags.Priority, 0x1122334455667788, [], [1], [10])),
        ["call-latest"] = () => Write(queue => Frames.Call(queue, 5, CallFlags.OneWay | CallFlags.Latest, 0x1122334455667788, [], [], [10])),
        ["unreliable"] = () => Write(queue => Frames.Unreliable(queue, CallFlags.Target, 0x1122334455667788, CallHeader.EncodeName("room-7"), [], [10])),
        ["handled"] = () => Write(queue => Frames.Handled(queue, 130)),
        ["result-references"] = () => Write(queue => Frames.Result(queue, 1, [10], ResultFlags.References)),
        ["stream-error"] = () => UploadFailure(),
        ["contract"] = () => Frame(Capture(peer => peer.Serve(new ModelService()))[0], FrameType.Contract),
        ["settle-argument"] = () => Write(queue => Frames.Settle(queue, 3, 0, 1, SettleEnd.Part)),
        ["settle-stream-goes-on"] = () => Write(queue => Frames.Settle(queue, 2, 0, 300, SettleEnd.None)),
        ["settle-refused"] = () => Write(queue => Frames.Settle(queue, 261, 0, 0, SettleEnd.Call)),
        ["shared"] = () => Describe(PeerContractDescriptor.Of<IModelContract>()),
        ["release"] = () => Write(queue => Frames.Release(queue, 5, 2)),
        ["resume-key"] = () => ResumeFrames.Key(Numbered(0)),
        ["ack"] = () => Counted(FrameType.Ack, 300),
        ["part"] = () => Part(),
        ["resume"] = () => ResumeFrames.Resume(Numbered(0).AsSpan(0, 16), Numbered(100), 300, tellsIdentity: true),
        ["resume-proof-first"] = () => ResumeFrames.Proof(Prove(byFirst: true)),
        ["resume-proof-second"] = () => ResumeFrames.Proof(Prove(byFirst: false)),
        ["resume-name"] = () => ResumeFrames.Resume(new SessionKey(Numbered(100), Numbered(0)).Name, Numbered(0), 0, tellsIdentity: false),
        ["continue"] = () => Counted(FrameType.Continue, 301),
        ["suspend"] = () => Counted(FrameType.Suspend, 120_000),
        ["resume-refused"] = () => ResumeFrames.Refused("no"),
        ["hello-without-contracts"] = () => Capture(null)[0],
        ["data-end"] = () => Answer(number: 0),
        ["data-before-error"] = () => Answer(number: 4),
    };

    public static TheoryData<string> Names => new(Written.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_frame_is_written_as_specified(string name)
    {
        Assert.Equal(Golden().FirstOrDefault(golden => golden.Name == name).Bytes ?? "(missing)", Convert.ToHexStringLower(Written[name]()));
    }

    [Fact]
    public void Every_golden_frame_is_read_as_specified()
    {
        Assert.All(Golden(), golden => Assert.Equal(golden.Fields, Describe(Convert.FromHexString(golden.Bytes))));
        Assert.Equal(Golden().Select(golden => golden.Name).Order(StringComparer.Ordinal), Written.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_type_of_frame_has_a_golden_frame_and_a_line_in_the_specification()
    {
        var types = Enum.GetValues<FrameType>().Select(type => (int)type).ToList();
        var golden = Golden().SelectMany(golden => Wire.Frames(Convert.FromHexString(golden.Bytes))).Select(frame => (int)frame.Type);
        Assert.Equal(types.Order(), golden.Distinct().Order());
        var specified = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "protocol.md"))
            .Where(line => line.StartsWith("| 0x", StringComparison.Ordinal))
            .Select(line => Convert.ToInt32(line[4..6], 16));
        Assert.Equal(types.Order(), specified.Order());
    }

    private static byte[] Numbered(int first) => [.. Enumerable.Range(first, SessionKey.Size).Select(static number => (byte)number)];

    /// <summary>The proofs of the session whose shares are the bytes from 0 and from 100 on.</summary>
    private static byte[] Prove(bool byFirst) => new SessionKey(Numbered(0), Numbered(100)).Prove(
        byFirst, new(Numbered(10), 5, new("sha-256", "AA:BB")), new(Numbered(20), 300, null));

    private static byte[] Counted(FrameType type, long count)
    {
        var frame = new byte[ResumeFrames.MaxCount];
        return frame[..ResumeFrames.Count(frame, type, count)];
    }

    /// <summary>The first part of a kept message, cut for a channel that takes 20 bytes.</summary>
    private static byte[] Part()
    {
        var kept = new KeptMessages();
        kept.Add(Numbered(0));
        var part = new byte[20];
        part = part[..kept.WriteNext(part)];
        kept.Clear();
        return part;
    }

    private static List<(string Name, string Bytes, string Fields)> Golden() =>
    [
        .. File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "frames.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .Select(parts => (parts[0], parts[1], parts.ElementAtOrDefault(2) ?? string.Empty)),
    ];

    /// <summary>The fields of frames in the order of the specification's table, read with the session's own readers.</summary>
    private static string Describe(byte[] message) => string.Join("; ", Wire.Frames(message).Select(frame => Describe((FrameType)frame.Type, frame.Payload)));

    private static string Describe(FrameType type, byte[] payload)
    {
        var reader = new FrameReader(payload);
        var fields = type switch
        {
            FrameType.Hello => "bbbvvvvvvvv",
            FrameType.Contract or FrameType.Shared => "uuv" + string.Concat(Enumerable.Repeat("uu", payload[16])),
            FrameType.Ping or FrameType.Pong => "u",
            FrameType.Goodbye => "vvs",
            FrameType.Finished => string.Empty,
            FrameType.CallCredit => "v",
            FrameType.Call => "vvu",
            FrameType.Arguments or FrameType.Result => "vvr",
            FrameType.Cancel => "vv",
            FrameType.Handled => "v",
            FrameType.Unreliable => "vur",
            FrameType.Error => "vvsr",
            FrameType.Data or FrameType.DataEnd => "vvr",
            FrameType.StreamError => "vvvs",
            FrameType.Credit => "vvv",
            FrameType.StreamStop or FrameType.Release => "vv",
            FrameType.Settle => "vvvv",
            FrameType.ResumeKey or FrameType.ResumeProof => "r",
            FrameType.Ack or FrameType.Continue or FrameType.Suspend => "v",
            FrameType.Part => "vr",
            FrameType.Resume => "uuuuuuvv",
            FrameType.ResumeRefused => "s",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        var values = fields.Select(field => (Field: field, Value: string.Empty)).ToArray();
        var flags = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            values[i].Value = Read(ref reader, values[i].Field);
            flags = i == 1 && type == FrameType.Call ? ulong.Parse(values[i].Value, System.Globalization.CultureInfo.InvariantCulture) : flags;
        }

        var all = values.Select(value => value.Value).ToList();
        if (type == FrameType.Call)
        {
            Assert.Null(CallHeader.Read(ref reader, (CallFlags)flags, out var header));
            all.Add($"name '{header.Name}' reference {header.Reference} remaining {header.Remaining} headers {string.Join(',', header.Headers ?? [])}");
            if (header.Contract is { } contract)
            {
                all.Add($"contract 0x{contract:x16}");
            }

            if (header.Priority is { } priority)
            {
                all.Add($"priority {priority}");
            }

            all.Add(Read(ref reader, 'r'));
        }

        Assert.True(reader.AtEnd || fields.EndsWith('r') || type == FrameType.Call);
        return $"{type} {string.Join(' ', all)}".Trim();
    }

    private static string Read(ref FrameReader reader, char field)
    {
        switch (field)
        {
            case 'b':
                Assert.True(reader.TryByte(out var b));
                return $"{(char)b}";
            case 'v':
                Assert.True(reader.TryVarint(out var number));
                return $"{number}";
            case 'u':
                Assert.True(reader.TryUInt64(out var wide));
                return $"0x{wide:x16}";
            case 's':
                Assert.True(reader.TryString(1000, out var text));
                return $"'{text}'";
            default:
                return $"[{Convert.ToHexStringLower(reader.Rest)}]";
        }
    }

    /// <summary>The first frame of a type in a message.</summary>
    private static byte[] Frame(byte[] message, FrameType type)
    {
        var (found, payload) = Wire.Frames(message).First(frame => frame.Type == (byte)type);
        return Wire.Frame(found, payload);
    }

    /// <summary>What a caller sends when the items of its streamed argument fail.</summary>
    private static byte[] UploadFailure()
    {
        var executor = new ScheduledExecutor(new Random(1));
        var first = new ModelChannel(executor);
        var second = new ModelChannel(executor);
        ModelChannel.Join(first, second);
        var receiver = new Recorder();
        second.Attach(receiver);
        var session = PeerSession.Start(first, null, new() { TimeProvider = new FakeTimeProvider() }, executor);
        second.Send(Wire.Join(Wire.SayHello(contracts: 1), Wire.AnnounceTestContract()));
        executor.RunAll();
        var call = session.GetRemote<Contracts.ITestContract>().SumAsync(Failing()).AsTask();
        executor.RunAll();
        session.Driver.Abort("over");
        executor.RunAll();
        Assert.True(call.IsFaulted);
        return Frame(receiver.Messages.Single(message => Wire.Frames(message).Any(frame => frame.Type == (byte)FrameType.StreamError)), FrameType.StreamError);

        static async IAsyncEnumerable<int> Failing()
        {
            await Task.CompletedTask;
            yield return 1;
            throw new PeerException(PeerStatus.NotFound, "no more");
        }
    }

    private static byte[] Write(Action<FrameQueue> write)
    {
        var queue = new FrameQueue();
        write(queue);
        var bytes = new byte[1024];
        var credit = long.MaxValue;
        return bytes[..queue.MoveTo(bytes, int.MaxValue, ref credit)];
    }

    private static byte[] Describe(PeerContractDescriptor contract)
    {
        var scheduler = new SendScheduler();
        Handshake.WriteContract(scheduler, FrameType.Shared, contract);
        var bytes = new byte[1024];
        var credit = long.MaxValue;
        return bytes[..scheduler.Control.MoveTo(bytes, int.MaxValue, ref credit)];
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
        var call = Write(queue => Frames.Call(queue, 1, CallFlags.None, method, [], [], arguments));
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
        var session = PeerSession.Start(first, serve, new() { TimeProvider = new FakeTimeProvider() }, executor);
        executor.RunAll();
        if (message is not null)
        {
            second.Send(message);
            executor.RunAll();
        }

        session.Driver.Stop();
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
