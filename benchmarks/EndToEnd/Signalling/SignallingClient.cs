using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Benchmarks.EndToEnd.Signalling;

/// <summary>
/// A client of a signalling server that costs as little as may be: it shares two cores with the servers it is there to measure. A WebSocket on a bare socket; frames to send are made before.
/// </summary>
internal sealed class SignallingClient : IDisposable
{
    private const byte FinalText = 0x81;
    private const byte Masked = 0x80;
    private const byte SixteenBits = 126;
    private const int MaskLength = 4;
    private const int BufferLength = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private SignallingClient(string id) => Id = id;

    public string Id { get; }

    /// <summary>Gets or sets what it says to its partner, as <see cref="Frame"/> makes it.</summary>
    public byte[] Saying { get; set; } = [];

    /// <summary>Connects, and waits until the server has said OPEN.</summary>
    public static async Task<SignallingClient> JoinAsync(IPEndPoint server, string id, CancellationToken cancellationToken)
    {
        var client = new SignallingClient(id);
        try
        {
            await client._socket.ConnectAsync(server, cancellationToken);
            var request = Encoding.ASCII.GetBytes(
                $"GET /peerjs?key=peerjs&id={id}&token={Random.Shared.NextInt64():x}&version=1.5.4 HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nSec-WebSocket-Version: 13\r\n\r\n");
            await client._socket.SendAsync(request, cancellationToken);
            await client.ReadUpgradeAsync(cancellationToken);
            var first = Encoding.UTF8.GetString((await client.ReceiveAsync(cancellationToken)).Span);
            if (first is not """{"type":"OPEN"}""")
            {
                throw new InvalidDataException($"The first message was '{first}'.");
            }

            // It may be silent for long, and thousands are.
            (client._buffer, client._start, client._end) = ([], 0, 0);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Makes the frame of a message: whole, and masked as a browser does.</summary>
    public static byte[] Frame(string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var frame = new byte[4 + MaskLength + text.Length];
        frame[0] = FinalText;
        frame[1] = Masked | SixteenBits;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)text.Length));
        var mask = frame.AsSpan(4, MaskLength);
        RandomNumberGenerator.Fill(mask);
        for (var i = 0; i < text.Length; i++)
        {
            frame[4 + MaskLength + i] = (byte)(text[i] ^ mask[i % MaskLength]);
        }

        return frame;
    }

    /// <summary>Says what it has to say.</summary>
    public async ValueTask SayAsync(CancellationToken cancellationToken) => await _socket.SendAsync(Saying, cancellationToken);

    /// <summary>Receives one message; valid until the next is received.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(out var message))
            {
                return message;
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task ReadUpgradeAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync(cancellationToken);
        }

        if (!_buffer.AsSpan(_start, length).StartsWith("HTTP/1.1 101 "u8))
        {
            throw new InvalidDataException($"The server answered '{Encoding.UTF8.GetString(_buffer, _start, length)}'.");
        }

        _start += length + 4;
    }

    private bool TryTake(out ReadOnlyMemory<byte> message)
    {
        var rest = _buffer.AsMemory(_start, _end - _start);
        message = default;
        if (rest.Length < 2)
        {
            return false;
        }

        if (rest.Span[0] != FinalText || rest.Span[1] > SixteenBits)
        {
            throw new InvalidDataException($"A frame that is no short whole text came: {rest.Span[0]:x2} {rest.Span[1]:x2}.");
        }

        var header = rest.Span[1] == SixteenBits ? 4 : 2;
        if (rest.Length < header)
        {
            return false;
        }

        var length = header == 2 ? rest.Span[1] : BinaryPrimitives.ReadUInt16BigEndian(rest.Span[2..]);
        if (rest.Length < header + length)
        {
            return false;
        }

        message = rest.Slice(header, length);
        _start += header + length;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0)
        {
            _buffer = new byte[BufferLength];
        }
        else if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += received > 0 ? received : throw new EndOfStreamException("The server ended the connection.");
    }
}
