using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TypedPeer.Signaling.Server;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Sockets;
using TypedPeer.Signaling.Server.WebSockets;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A signalling server and what its clients send: heads of requests (kind 0), and the frames of two clients in the same room (1 and 2). Whatever they do, what the server says is JSON, and nothing is held when they are gone.
/// </summary>
internal sealed class SignallingTarget : IFuzzTarget
{
    private const int MaxMessage = 4096;
    private const string Head = "GET /peerjs?key=peerjs&id=alice&token=x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    public string Name => "signalling";

    public long MaxAllocatedBytes => 8 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0x81, 0x80, 0, 0, 0, 0], [0x01, 0x80, 0, 0, 0, 0], [0x80, 0x80, 0, 0, 0, 0], [0x89, 0x80, 0, 0, 0, 0], [0x88, 0x80, 0, 0, 0, 0], [0x81, 0xFE, 0, 0x80], [0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0],
        .. new[] { "\"type\":", "\"dst\":\"bob\"", "\"payload\":", "\"seq\":1", "\"room\":\"r\"", "\"metadata\":", "\"data\":", "OFFER", "JOIN", "LEAVE-ROOM", "METADATA", "MESSAGE", "LEAVE", "[", "\\ud800", "\r\n", "Host: ", "&id=", "Upgrade" }.Select(Encoding.UTF8.GetBytes),
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("head", [new(0, Encoding.ASCII.GetBytes(Head))]);
        yield return ("offer", [new(1, Frame(1, """{"type":"OFFER","dst":"bob","payload":{"sdp":{"type":"offer","sdp":"v=0"}}}""")), new(2, Frame(1, """{"type":"CANDIDATE","dst":"nobody","payload":1}"""))]);
        yield return ("room",
        [
            new(1, Frame(1, """{"type":"JOIN","payload":{"seq":1,"room":"r","metadata":{"a":[1]}}}""")),
            new(2, Frame(1, """{"type":"JOIN","payload":{"seq":1,"room":"r"}}""")),
            new(2, Frame(1, """{"type":"MESSAGE","payload":{"seq":2,"room":"r","data":"x"}}""")),
            new(1, Frame(1, """{"type":"METADATA","payload":{"seq":2,"metadata":null}}""")),
            new(1, Frame(1, """{"type":"MESSAGE","dst":"bob","payload":{"seq":3,"data":[]}}""")),
            new(1, Frame(1, """{"type":"LEAVE-ROOM","payload":{"seq":4,"room":"r"}}""")),
        ]);
        yield return ("frames", [new(1, [.. Frame(1, "{\"type\":", isFinal: false), .. Frame(9, "ping"), .. Frame(0, "\"HEARTBEAT\"}"), .. Frame(8, "")])]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        // Frames that say how long they are, masked with nothing, so that the text in them is what it is.
        const int Short = 6;
        return step.Kind % 3 == 0 || step.Bytes.Length < Short ? step : step with { Bytes = Frame(step.Bytes[0] & 0xF, step.Bytes.AsSpan(Short), step.Bytes[0] >= 0x80) };
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var options = new PeerServerOptions();
        options.Limits.MaxMessageBytes = MaxMessage;
        var core = new SignalingCore(options);
        Client[] clients = [new("alice", core), new("bob", core)];
        var reached = "refused";
        foreach (var step in steps)
        {
            if (step.Kind % 3 == 0)
            {
                reached = RequestHead.TryRead(step.Bytes, "/peerjs"u8, out _) ? "head" : reached;
            }
            else
            {
                reached = clients[(step.Kind % 3) - 1].Receive(step.Bytes) ?? reached;
            }

            Array.ForEach(clients, static client => client.Read());
        }

        Array.ForEach(clients, static client => client.Leave());
        core.Advance(long.MaxValue / 2);
        FuzzFindingException.Unless(core is { Clients: 0, Rooms: 0, AbsentBytes: 0, OutgoingBytes: 0 }, "Something is held when all are gone.");
        return reached;
    }

    private static byte[] Frame(int opcode, string text, bool isFinal = true) => Frame(opcode, Encoding.UTF8.GetBytes(text), isFinal);

    private static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool isFinal)
    {
        byte[] length = [0xFE, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)payload.Length);
        return [(byte)((isFinal ? 0x80 : 0) | opcode), .. payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : length, 0, 0, 0, 0, .. payload];
    }

    /// <summary>One client's connection, as the server's driver has it.</summary>
    private sealed class Client : ConnectionState
    {
        private readonly SignalingCore _core;
        private readonly string _id;
        private FrameReader _frames = new(MaxMessage);
        private bool _isClosed;

        public Client(string id, SignalingCore core)
            : base(wantsAdditions: true)
        {
            (_id, _core) = (id, core);
            core.Connect(id, TokenHash.Of(id), this, ServerMessages.Open, 0);
        }

        /// <summary>Receives bytes, and says how far they got.</summary>
        public string? Receive(ReadOnlySpan<byte> bytes)
        {
            string? reached = null;
            while (!bytes.IsEmpty)
            {
                var room = _frames.GetRoom().Span;
                FuzzFindingException.Unless(room.Length is > 0 and <= 4 * MaxMessage, $"There is room for {room.Length} bytes.");
                var count = Math.Min(room.Length, bytes.Length);
                bytes[..count].CopyTo(room);
                bytes = bytes[count..];
                _frames.Add(count);
                FrameKind kind;
                while ((kind = _frames.Read(out var payload)) is not FrameKind.None)
                {
                    reached = Take(kind, payload) ?? reached;
                }

                _frames.Rest();
            }

            return reached;
        }

        /// <summary>Reads what it is told.</summary>
        public void Read()
        {
            while (!_isClosed && _core.TryTake(this, out var message))
            {
                if (message!.Frame.Span[0] == 0x81)
                {
                    using var json = JsonDocument.Parse(message.Memory);
                }

                _isClosed = message.IsClose;
                _core.Sent(this, message);
            }
        }

        public void Leave()
        {
            _core.Disconnect(this, 1);
            _frames.Clear();
        }

        private string? Take(FrameKind kind, ReadOnlySpan<byte> payload)
        {
            FuzzFindingException.Unless(payload.Length <= MaxMessage, "A message is larger than allowed.");
            switch (kind)
            {
                case FrameKind.Message:
                    return Hear(payload);
                case FrameKind.Ping when _core.TryAccept(this, payload.Length, 1):
                    _core.Send(this, OutgoingMessage.Copy(payload, FrameWriter.Pong));
                    return "control";
                case FrameKind.TooLarge or FrameKind.Invalid:
                    _core.End(this, ConnectionEnd.InvalidMessage);
                    _frames.Ignore();
                    return null;
                default:
                    return "control";
            }
        }

        private string? Hear(ReadOnlySpan<byte> utf8)
        {
            ClientRequest request = default;
            if (!MessageReader.TryRead(utf8, 64, new char[MessageReader.MaxDestination], out var message) || (message.IsRequest && !ClientRequest.TryRead(message.Payload, 64, out request)))
            {
                _core.End(this, ConnectionEnd.InvalidMessage);
                return null;
            }

            var routed = message is { IsRouted: true, HasDestination: true } ? ServerMessages.Routed(_id, message) : null;
            if (_core.TryAccept(this, utf8.Length, 1))
            {
                if (message.IsRouted)
                {
                    _core.Route(this, message, routed, 1);
                }
                else if (message.IsRequest && message.Type is not MessageType.IceServers)
                {
                    _core.Request(this, message, request, 1);
                }
            }

            routed?.Release();
            return message.IsRequest ? "asked" : "heard";
        }
    }
}
