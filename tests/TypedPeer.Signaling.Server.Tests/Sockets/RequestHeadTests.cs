using System.Text;
using TypedPeer.Signaling.Server.Sockets;

namespace TypedPeer.Signaling.Server.Tests.Sockets;

/// <summary>What is read of a request without ASP.NET Core: the plainest kind, or nothing.</summary>
public sealed class RequestHeadTests
{
    private const string Plain = "GET /peerjs/peerjs?key=peerjs&id=alice-1&token=abc.def&version=1.5.5 HTTP/1.1\r\nHost: example.org:9000\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://example.org\r\nCookie: a=b; c=d\r\n\r\n";

    [Fact]
    public void A_request_as_browsers_send_it_is_read()
    {
        Assert.True(RequestHead.TryRead(Encoding.Latin1.GetBytes(Plain + "more"), "/peerjs/peerjs"u8, out var head));
        Assert.Equal(["alice-1", "abc.def", "peerjs", "example.org:9000", "https://example.org", ""],
            [Text(head.Id), Text(head.Token), Text(head.Key), Text(head.Host), Text(head.Origin), Text(head.Additions)]);
        Assert.Equal(Plain.Length, head.Length);
    }

    [Theory]
    [InlineData("GET ", "POST ")]
    [InlineData("GET ", "get ")]
    [InlineData("GET /peerjs/peerjs?key=peerjs&id=alice-1&token=abc.def&version=1.5.5 HTTP/1.1", "GET HTTP/1.1")]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("/peerjs/peerjs?", "/peerjs/peerjs/?")]
    [InlineData("/peerjs/peerjs?", "/peerjs/Peerjs?")]
    [InlineData("/peerjs/peerjs?", "http://example.org/peerjs/peerjs?")]
    [InlineData("id=alice-1", "id=alice%2d1")]
    [InlineData("id=alice-1", "id=alice+1")]
    [InlineData("id=alice-1", "id=alice&id=bob")]
    [InlineData("id=alice-1", "id=alice&ID=bob")]
    [InlineData("id=alice-1", "id=&id=bob")]
    [InlineData("id=alice-1", "id")]
    [InlineData("id=alice-1", "id=a\u00e9")]
    [InlineData("token=abc.def", "token=")]
    [InlineData("Host: example.org:9000\r\n", "")]
    [InlineData("Host: example.org:9000\r\n", "Host: a\r\nHost: b\r\n")]
    [InlineData("Host: example.org:9000\r\n", "Host: a,b\r\n")]
    [InlineData("Host: example.org:9000\r\n", "Host:\r\n")]
    [InlineData("Host: ", "Host : ")]
    [InlineData("Connection: keep-alive, Upgrade", "Connection: keep-alive")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c")]
    [InlineData("Upgrade: websocket", "Upgrade: websocket\r\nUpgrade: websocket")]
    [InlineData("Version: 13", "Version: 12")]
    [InlineData("Version: 13", "Version: 13, 12")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    [InlineData("Origin: https://example.org", "Origin: https://a\r\nOrigin: https://b")]
    [InlineData("Cookie: a=b", "Cookie: a=\0")]
    [InlineData("Cookie: a=b", "Cookie: a=\u00e9")]
    [InlineData("Cookie: a=b", "Cookie: a=b\n")]
    [InlineData("Cookie: a=b", " folded: a=b")]
    [InlineData("Cookie: a=b", "Content-Length: 3\r\nCookie: a=b")]
    [InlineData("Cookie: a=b", "Transfer-Encoding: chunked\r\nCookie: a=b")]
    [InlineData("Cookie: a=b", "Expect: 100-continue\r\nCookie: a=b")]
    [InlineData("Cookie: a=b; c=d\r\n\r\n", "Cookie: a=b; c=d\r\n")]
    [InlineData("Cookie: a=b; c=d\r\n\r\n", "nothing\r\n\r\n")]
    public void A_request_that_is_unusual_in_any_way_is_not_read_at_all(string what, string instead)
    {
        Assert.Contains(what, Plain, StringComparison.Ordinal);
        Assert.False(RequestHead.TryRead(Encoding.Latin1.GetBytes(Plain.Replace(what, instead, StringComparison.Ordinal)), "/peerjs/peerjs"u8, out _));
    }

    [Fact]
    public void Part_of_a_request_is_none()
    {
        for (var length = 0; length < Plain.Length; length++)
        {
            Assert.False(RequestHead.TryRead(Encoding.Latin1.GetBytes(Plain[..length]), "/peerjs/peerjs"u8, out _));
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_not_and_nothing_is_thrown()
    {
        var random = new Random(TestSupport.TestSeed.First(1701));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Encoding.Latin1.GetBytes(Plain);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\r\n&=?: ,"[random.Next(8)]);
            }

            RequestHead.TryRead(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length), "/peerjs/peerjs"u8, out _);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
