using System.Net;
using System.Net.Sockets;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Dialling;

/// <summary>A page that has a listener's address, and nothing but RTCPeerConnection and samples/Page/dial.js.</summary>
public sealed class ChromiumDialTests
{
    private const string Dial =
        """
        async ([address, timeout]) => {
          try {
            const { connection, channel } = await dial(address, timeout);
            const answer = new Promise((resolve) => {
              channel.onmessage = (event) => resolve(event.data);
              channel.onclose = () => resolve('closed');
            });
            channel.send('from the page');
            return `${await answer}, ${connection.connectionState}`;
          } catch (error) {
            return error.reason ?? `${error}`;
          }
        }
        """;

    private static readonly string Script = Path.Combine("samples", "Page", "dial.js");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("chromium")]
    public Task A_page_connects_by_an_address() => ConnectAsync();

    [RequiresPeer("chromium")]
    public Task A_page_connects_by_an_address_although_the_browser_lets_nobody_change_its_description() =>
        ConnectAsync("--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/");

    [RequiresPeer("chromium")]
    public async Task A_page_is_told_why_a_dial_failed()
    {
        await using var page = await StartAsync();
        using var certificate = PeerCertificate.Create();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new PeerAddress(certificate.Identity, (IPEndPoint)silent.LocalEndPoint!).ToString();
        Assert.Equal("no-address", await DialAsync(page, "https://example.org"));
        Assert.Equal("no-address", await DialAsync(page, $"{address},example.org:1"));
        Assert.Equal("no-answer", await DialAsync(page, address, 1000));
    }

    [RequiresPeer("chromium")]
    public async Task A_page_is_told_when_somebody_else_answers_than_the_listener_of_the_address()
    {
        using var named = PeerCertificate.Create();
        using var real = PeerCertificate.Create();
        await using var listener = PeerConnectionListener.Listen(Options(real));
        await using var page = await StartAsync();

        // Who knows the address and is in the listener's place: it answers checks by the password of the address, and proves another certificate.
        var address = new PeerAddress(real.Identity, listener.Address.EndPoints).ToString();
        await page.EvaluateAsync<bool>(
            """
            ([real, named]) => {
              const set = RTCPeerConnection.prototype.setRemoteDescription;
              RTCPeerConnection.prototype.setRemoteDescription = function (description) {
                return set.call(this, { ...description, sdp: description.sdp.replace(real, named) });
              };
              return true;
            }
            """,
            new[] { real.Identity.ToString(), named.Identity.ToString() });

        Assert.Equal("wrong-certificate", await DialAsync(page, address));
    }

    [RequiresPeer("chromium")]
    public async Task A_page_is_told_when_the_listener_ends_the_connection_before_it_is_up()
    {
        await using var listener = PeerConnectionListener.Listen(Options());
        await using var page = await StartAsync();
        var dialled = DialAsync(page, listener.Address.ToString());

        await using (var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token))
        {
            await accepted.CloseAsync(new CancellationToken(canceled: true));
        }

        // The channel may have been open for a moment.
        Assert.Matches("^(refused|closed, .*)$", await dialled);
    }

    [RequiresPeer("chromium")]
    public async Task A_page_that_may_not_reach_local_networks_is_told_so_and_one_that_may_connects()
    {
        await using var listener = PeerConnectionListener.Listen(Options() with
        {
            Port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.IsLoopback },
        });
        await using var server = PageServer.Start();

        // Chromium's checks of local network access, as for a page from the internet.
        await using var page = await StartAsync(
            "--enable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebRTC", $"--ip-address-space-overrides={server.Address.Authority}=public");
        await page.OpenAsync(server.Address);
        await page.LoadScriptAsync(Script);

        Assert.Equal("local-network-access", await DialAsync(page, listener.Address.ToString(), 3000));
        await page.GrantAsync("local-network-access");
        await AnswerAsync(listener, DialAsync(page, listener.Address.ToString()));
    }

    private static PeerConnectionListenerOptions Options(PeerCertificate? certificate = null) =>
        new() { Certificate = certificate, Port = new PeerPortOptions { IncludeLoopback = true } };

    private static async Task<ChromiumPeer> StartAsync(params string[] arguments)
    {
        var page = await ChromiumPeer.StartAsync(arguments);
        await page.LoadScriptAsync(Script);
        return page;
    }

    private static Task<string> DialAsync(ChromiumPeer page, string address, int timeout = 15_000) =>
        page.EvaluateAsync<string>(Dial, new object[] { address, timeout }).WaitAsync(Patience, Token);

    private static async Task ConnectAsync(params string[] arguments)
    {
        await using var listener = PeerConnectionListener.Listen(Options());
        await using var page = await StartAsync(arguments);
        await AnswerAsync(listener, DialAsync(page, listener.Address.ToString()));
    }

    private static async Task AnswerAsync(PeerConnectionListener listener, Task<string> answered)
    {
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        Assert.Equal("sha-256", accepted.RemoteIdentity!.Algorithm);
        var channel = accepted.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        channel.Message += message => channel.Send($"'{message.GetText()}' came");

        Assert.Equal("'from the page' came, connected", await answered);
    }
}
