using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace TypedPeer.Benchmarks.EndToEnd.Signalling;

/// <summary>The clients of one server, in this process.</summary>
internal sealed class SignallingCrowd(SignallingServer server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What a browser offers for one data channel, with some candidates.</summary>
    private static readonly string Description = "v=0\r\no=- 4962303333179871722 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n"
        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
        + string.Concat(Enumerable.Range(0, 7).Select(static i => $"a=candidate:{3881234567 + i} 1 udp {2113937151 - i} 192.168.17.{100 + i} {50_000 + i} typ host generation 0 network-cost 999\r\n"))
        + "a=ice-ufrag:yWkF\r\na=ice-pwd:uGWkzTzZ0vJYwTKVGmLkCbzR\r\na=ice-options:trickle\r\n"
        + $"a=fingerprint:sha-256 {string.Join(':', Enumerable.Repeat("7B:8B:F0:65", 8))}\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n";

    private readonly ConcurrentQueue<SignallingClient> _clients = new();
    private int _named;
    private SignallingClient[] _partners = [];

    public SignallingServer Server => server;

    /// <summary>Gets how many have joined, and were told so.</summary>
    public int Joined => _clients.Count;

    /// <summary>Gets why others have not.</summary>
    public ConcurrentQueue<string> Lost { get; } = new();

    /// <summary>Gets how many bytes a relayed message has on its way to the server.</summary>
    public int MessageLength => _partners[0].Saying.Length;

    /// <summary>Lets clients join.</summary>
    /// <param name="count">How many.</param>
    /// <param name="parallel">How many of them at once.</param>
    public async Task JoinAsync(int count, int parallel)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await JoinOneAsync(timeout.Token);
            }
        }));
    }

    /// <summary>Makes pairs of the first clients, and sees that what one says reaches the other as it was said.</summary>
    public async Task PairAsync(int pairs)
    {
        _partners = [.. _clients.Take(2 * pairs)];
        using var timeout = new CancellationTokenSource(Patience);
        for (var i = 0; i < _partners.Length; i++)
        {
            var (client, partner) = (_partners[i], _partners[i ^ 1]);
            var payload = Payload(i % 2 == 0 ? "offer" : "answer");
            var message = new JsonObject { ["type"] = i % 2 == 0 ? "OFFER" : "ANSWER", ["dst"] = partner.Id, ["payload"] = payload };
            client.Saying = SignallingClient.Frame(message.ToJsonString());
            await client.SayAsync(timeout.Token);
            var received = JsonNode.Parse(Encoding.UTF8.GetString((await partner.ReceiveAsync(timeout.Token)).Span))!;
            if ((string?)received["src"] != client.Id || (string?)received["dst"] != partner.Id || !JsonNode.DeepEquals(received["payload"], payload))
            {
                throw new InvalidDataException($"{server.Name} made something else of a message: {received}");
            }
        }
    }

    /// <summary>Each pair says an offer and an answer by turns, so often; every message is waited for.</summary>
    /// <returns>How many messages were relayed.</returns>
    public async Task<int> RelayAsync(int times)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await Task.WhenAll(_partners.Chunk(2).Select(pair => TalkAsync(pair[0], pair[1], times, timeout.Token)));
        return _partners.Length * times;
    }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private static async Task TalkAsync(SignallingClient one, SignallingClient other, int times, CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++)
        {
            await one.SayAsync(cancellationToken);
            await other.ReceiveAsync(cancellationToken);
            await other.SayAsync(cancellationToken);
            await one.ReceiveAsync(cancellationToken);
        }
    }

    private static JsonObject Payload(string type) => new()
    {
        ["sdp"] = new JsonObject { ["type"] = type, ["sdp"] = Description },
        ["type"] = "data",
        ["connectionId"] = "dc_b7nm0v4k1qd",
        ["label"] = "dc_b7nm0v4k1qd",
        ["reliable"] = true,
        ["serialization"] = "binary",
        ["browser"] = "Chrome",
    };

    private async Task JoinOneAsync(CancellationToken cancellationToken)
    {
        try
        {
            _clients.Enqueue(await SignallingClient.JoinAsync(server.Address, $"client-{Interlocked.Increment(ref _named)}", cancellationToken));
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException or EndOfStreamException or OperationCanceledException)
        {
            Lost.Enqueue(exception.Message);
        }
    }
}
