using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Ice;

/// <summary>What STUN messages from thousands of addresses make an agent hold: a fixed amount, however many come, and whoever sends them.</summary>
[Collection(AloneCollection.Name)]
public sealed class IceRetainedTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;

    /// <summary>64 candidates, 100 pairs, 64 addresses, 64 answers and 16 early checks with long names.</summary>
    private const long MostHeld = 64 * 1024;

    [Theory]
    [InlineData("early requests", false)]
    [InlineData("early requests with long names", false)]
    [InlineData("requests", true)]
    [InlineData("requests that nominate", true)]
    [InlineData("requests with unknown attributes", true)]
    [InlineData("requests in the wrong role", true)]
    [InlineData("requests of strangers", true)]
    [InlineData("responses", true)]
    [InlineData("error responses", true)]
    [InlineData("responses of strangers", true)]
    public void However_many_addresses_send_messages_what_is_held_of_them_is_bounded(string kind, bool isRemoteKnown)
    {
        var peer = new IcePeer(1, controlling: false).With("192.0.2.1:5001", "192.0.2.1:5002");
        var remote = new IceCredentials("remote", "0123456789012345678901");
        if (isRemoteKnown)
        {
            peer.Agent.SetRemoteCredentials(remote, 0);
            peer.Agent.AddRemoteCandidate(new() { Foundation = "1", Priority = 1, EndPoint = IPEndPoint.Parse("192.0.2.9:9"), Type = TypedPeer.DataChannels.Ice.Candidates.IceCandidateType.Host }, 0);
        }

        // What the agent itself asks, so that answers can be genuine.
        peer.Agent.HandleDeadline(1000);
        var asked = IceForge.Drain(peer.Agent, 1000).Where(sent => IceForge.IsRequest(sent.Bytes)).ToList();
        var datagrams = Enumerable.Range(0, Messages).Select(i => Make(kind, i, peer.Agent.LocalCredentials, remote, asked)).ToList();
        var received = datagrams.Sum(datagram => (long)datagram.Bytes.Length);
        var now = 2000L;
        var buffer = new byte[1200];
        var held = Retained.By(() =>
        {
            for (var i = 0; i < datagrams.Count; i++)
            {
                peer.Agent.HandleDatagram(peer.Paths[i % 2], datagrams[i].From, datagrams[i].Bytes, now);

                // Now and then it may do and send what it wants to; most of the time it is only told.
                if (i % 100 == 0)
                {
                    now += 20_000;
                    peer.Agent.HandleDeadline(now);
                    while (peer.Agent.WriteDatagram(buffer, now, out _, out _) > 0)
                    {
                    }
                }
            }
        });
        output.WriteLine($"{kind}: {held} bytes held of {received} received");
        Assert.InRange(held, long.MinValue, MostHeld);
        GC.KeepAlive(peer);
        GC.KeepAlive(datagrams);
    }

    private static (byte[] Bytes, IPEndPoint From) Make(string kind, int i, IceCredentials local, IceCredentials remote, List<(byte[] Bytes, IPEndPoint To)> asked)
    {
        var from = new IPEndPoint(new IPAddress([203, 0, (byte)(i >> 8), (byte)i]), 1024 + i);
        return (kind switch
        {
            "early requests" => IceForge.Request(local, "remote" + (i % 1000)),
            "early requests with long names" => IceForge.Request(local, new string('r', 240) + (i % 1000)),
            "requests that nominate" => IceForge.Request(local, "remote", nominates: true, controlling: 7),
            "requests with unknown attributes" => IceForge.Request(local, "remote", unknown: 0x7000),
            "requests in the wrong role" => IceForge.Request(local, "remote", controlled: 7),
            "requests of strangers" => IceForge.Request(local, "remote", password: "wrong password, but long enough"),
            "responses" when asked.Count > 0 => IceForge.Response(asked[i % asked.Count].Bytes, remote.Password, from),
            "error responses" when asked.Count > 0 => IceForge.Response(asked[i % asked.Count].Bytes, remote.Password, from, StunErrorCode.RoleConflict),
            "responses of strangers" when asked.Count > 0 => IceForge.Response(asked[i % asked.Count].Bytes, "wrong password, but long enough", from),
            _ => IceForge.Request(local, "remote"),
        }, kind.Contains("responses", StringComparison.Ordinal) && asked.Count > 0 && i % 2 == 0 ? asked[i % asked.Count].To : from);
    }
}
