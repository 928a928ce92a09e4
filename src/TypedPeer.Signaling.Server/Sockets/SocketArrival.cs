using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.Endpoints;
using TypedPeer.Signaling.Server.WebSockets;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>A client that arrives on a socket. A request as ASP.NET Core has it is made where the application asks for one.</summary>
internal sealed class SocketArrival : Arrival
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private readonly SignalingListener _listener;
    private readonly Socket _socket;
    private readonly int _headLength;
    private readonly byte[] _answer;
    private readonly byte[]? _head;
    private readonly IPAddress? _address;
    private HttpContext? _context;

    /// <param name="listener">Where it arrives.</param>
    /// <param name="socket">The socket, from which nothing was taken yet.</param>
    /// <param name="bytes">What can be read from it.</param>
    /// <param name="head">The same as a request.</param>
    public SocketArrival(SignalingListener listener, Socket socket, ReadOnlySpan<byte> bytes, in RequestHead head)
    {
        _listener = listener;
        _socket = socket;
        _headLength = head.Length;
        _head = listener.NeedsRequests ? bytes[..head.Length].ToArray() : null;
        _answer = Answer(head.WebSocketKey);
        Id = Encoding.ASCII.GetString(head.Id);
        Token = Encoding.ASCII.GetString(head.Token);
        Key = listener.IsKey(head.Key) ? listener.Key : Encoding.ASCII.GetString(head.Key);
        WantsAdditions = head.Additions.SequenceEqual("1"u8);
        _address = listener.UsesForwardedHeaders ? Context.Connection.RemoteIpAddress : (socket.RemoteEndPoint as IPEndPoint)?.Address;
    }

    public override string Id { get; }

    public override string Token { get; }

    public override string Key { get; }

    public override bool WantsAdditions { get; }

    public override ClaimsPrincipal User => Nobody;

    public override IPAddress? Address => _address;

    public override HttpContext Context => _context ??= _listener.CreateRequest(_socket, _head!);

    public override ValueTask<IByteStream> AcceptAsync()
    {
        Span<byte> head = stackalloc byte[SignalingListener.MaxHead];
        return _socket.Receive(head[.._headLength], SocketFlags.None) == _headLength
            ? new(new SocketStream(_socket, _answer, _listener.Enter()))
            : throw new IOException("What was there of the request is gone.");
    }

    private static byte[] Answer(ReadOnlySpan<byte> key)
    {
        var before = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "u8;
        var answer = new byte[before.Length + Handshake.ProofLength + 4];
        before.CopyTo(answer);
        Handshake.Prove(key, answer.AsSpan(before.Length, Handshake.ProofLength));
        "\r\n\r\n"u8.CopyTo(answer.AsSpan(before.Length + Handshake.ProofLength));
        return answer;
    }
}
