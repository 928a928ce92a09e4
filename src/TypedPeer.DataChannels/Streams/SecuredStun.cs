using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Streams;

/// <summary>Asks a STUN server over TLS (RFC 7064) how it sees a TCP connection of this side.</summary>
internal static class SecuredStun
{
    /// <summary>Asks once, on a connection of its own, which is closed then.</summary>
    /// <param name="local">The local address to ask from.</param>
    /// <param name="server">Where the server is.</param>
    /// <param name="tls">What its certificate is to be of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The own end of the connection, and what the server says it is.</returns>
    /// <exception cref="InvalidDataException">It answers something else. The exceptions of sockets and TLS come as they are.</exception>
    public static async Task<(IPEndPoint Local, IPEndPoint Mapped)> AskAsync(IPAddress local, IPEndPoint server, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        using var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(local, 0));
        await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        await using (stream.ConfigureAwait(false))
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            var id = StunTransactionId.Read(RandomNumberGenerator.GetBytes(StunTransactionId.Size));
            await stream.WriteAsync(WriteRequest(id), cancellationToken).ConfigureAwait(false);
            byte[] answer = await ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            return ((IPEndPoint)socket.LocalEndPoint!, ReadMapped(answer, id));
        }
    }

    private static byte[] WriteRequest(StunTransactionId id)
    {
        byte[] request = new byte[100];
        var writer = new StunMessageWriter(request, StunMessageClass.Request, id);
        writer.AddFingerprint();
        return request[..writer.Length];
    }

    private static async Task<byte[]> ReadAsync(SslStream stream, CancellationToken cancellationToken)
    {
        byte[] message = new byte[StunMessage.MaximumSize];
        await stream.ReadExactlyAsync(message.AsMemory(0, StunMessage.HeaderSize), cancellationToken).ConfigureAwait(false);
        int length = StunMessage.HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2));
        if (length > message.Length || !StunMessage.IsStun(message))
        {
            throw new InvalidDataException("It sends what is no message of STUN.");
        }

        await stream.ReadExactlyAsync(message.AsMemory(StunMessage.HeaderSize, length - StunMessage.HeaderSize), cancellationToken).ConfigureAwait(false);
        return message[..length];
    }

    private static IPEndPoint ReadMapped(byte[] answer, StunTransactionId id) =>
        StunMessage.TryParse(answer, out var message) && message.Class == StunMessageClass.SuccessResponse && message.TransactionId == id && message.TryGetMappedAddress(out var mapped)
            ? mapped!
            : throw new InvalidDataException("It answers without an address.");
}
