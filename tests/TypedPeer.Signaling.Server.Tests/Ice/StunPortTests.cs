using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Stun;
using TypedPeer.Signaling.Server.Ice;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Ice;

public sealed class StunPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_our_own_gathering_hears_from_the_port_becomes_a_candidate()
    {
        using var host = await StartAsync();
        await using var translator = new PortTranslator(EndPointOf(host));
        await using var connection = new PeerConnection(new PeerConnectionOptions
        {
            IncludeLoopback = true,
            LocalAddressFilter = static address => address.Equals(IPAddress.Loopback),
            IceServers = [new IceServer($"stun:{translator.Inside}")],
        });
        connection.CreateDataChannel("any");

        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.Matches($"a=candidate:.* 127\\.0\\.0\\.1 {translator.Outside.Port} typ srflx ", connection.LocalDescription!.Sdp);
        await host.StopAsync(Token);
    }

    [RequiresPeer("chromium")]
    public async Task Chromium_gathers_a_server_reflexive_candidate_from_the_port()
    {
        using var host = await StartAsync();
        await using var translator = new PortTranslator(EndPointOf(host));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path ?? throw new FileNotFoundException("chromium"),
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection"],
        });
        var page = await browser.NewPageAsync();

        var candidates = await page.EvaluateAsync<string[]>(
            """
            url => new Promise((resolve, reject) => {
                const connection = new RTCPeerConnection({ iceServers: [{ urls: url }] });
                const candidates = [];
                connection.onicecandidate = event => event.candidate ? candidates.push(event.candidate.candidate) : resolve(candidates);
                connection.createDataChannel("any");
                connection.setLocalDescription().catch(reject);
            })
            """, $"stun:{translator.Inside}");

        Assert.Contains(candidates, candidate => candidate.Contains($" 127.0.0.1 {translator.Outside.Port} typ srflx ", StringComparison.Ordinal));
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("::", "::1")]
    public async Task A_client_learns_its_address_over_IPv4_and_IPv6(string listen, string ask)
    {
        using var host = await StartAsync(listen);
        using var client = Client(new IPEndPoint(IPAddress.Parse(ask), EndPointOf(host).Port));

        Assert.Equal(client.LocalEndPoint, await AskAsync(client));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Hostile_datagrams_are_ignored_and_the_next_request_is_answered()
    {
        using var host = await StartAsync();
        using var client = Client(EndPointOf(host));
        var seed = TestSeed.First(4711);
        var random = new Random(seed);
        for (var count = 0; count < 2_000; count++)
        {
            var datagram = new byte[random.Next(0, count % 100 == 0 ? 60_000 : 200)];
            random.NextBytes(datagram);
            if (datagram.Length > 20 && random.Next(2) == 0)
            {
                StunHeader(datagram);
            }

            await client.SendAsync(datagram, Token);
        }

        Assert.Equal(client.LocalEndPoint, await AskAsync(client));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_error_at_the_start()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var failure = await Assert.ThrowsAsync<IOException>(() => StartAsync("127.0.0.1", ((IPEndPoint)taken.LocalEndPoint!).Port));

        Assert.StartsWith($"STUN cannot listen on UDP {taken.LocalEndPoint}: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_port_is_free_once_the_application_has_stopped()
    {
        int port;
        using (var host = await StartAsync())
        {
            port = EndPointOf(host).Port;
            await host.StopAsync(Token);
        }

        using var next = await StartAsync("127.0.0.1", port);
        await next.StopAsync(Token);
    }

    private static async Task<IHost> StartAsync(string listen = "127.0.0.1", int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddStunPort(options => options.EndPoint = new IPEndPoint(IPAddress.Parse(listen), port));
        var application = builder.Build();
        await application.StartAsync(Token);
        return application;
    }

    private static IPEndPoint EndPointOf(IHost host) => host.Services.GetRequiredService<StunPortService>().EndPoint!;

    private static Socket Client(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server);
        return socket;
    }

    /// <summary>Asks until there is an answer to this very question, since datagrams may be lost even here.</summary>
    private static async Task<IPEndPoint?> AskAsync(Socket client)
    {
        var transaction = new StunTransactionId((ulong)Random.Shared.NextInt64(), 7);
        var request = new byte[64];
        var writer = new StunMessageWriter(request, StunMessageClass.Request, transaction);
        writer.AddFingerprint();
        var length = writer.Length;
        var buffer = new byte[2048];
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await client.SendAsync(request.AsMemory(0, length), Token);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(Token);
            waiting.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                while (true)
                {
                    var received = await client.ReceiveAsync(buffer, waiting.Token);
                    if (StunMessage.TryParse(buffer.AsSpan(0, received), out var answer) && answer.TransactionId == transaction)
                    {
                        Assert.True(answer.TryGetMappedAddress(out var mapped));
                        return mapped;
                    }
                }
            }
            catch (OperationCanceledException) when (!Token.IsCancellationRequested)
            {
                // Lost; asked again.
            }
        }

        return null;
    }

    private static void StunHeader(byte[] datagram)
    {
        datagram[0] = (byte)(datagram[0] & 1);
        datagram[2] = (byte)((datagram.Length - 20) >> 8);
        datagram[3] = (byte)(datagram.Length - 20);
        new byte[] { 0x21, 0x12, 0xA4, 0x42 }.CopyTo(datagram, 4);
    }
}
