using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page that has a listener's address, and nothing but RTCPeerConnection.</summary>
public sealed class ChromiumDialTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("chromium")]
    public Task A_page_connects_by_an_address() => DialAsync();

    [RequiresPeer("chromium")]
    public Task A_page_connects_by_an_address_although_the_browser_lets_nobody_change_its_description() =>
        DialAsync("--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/");

    private static async Task DialAsync(params string[] arguments)
    {
        await using var listener = PeerConnectionListener.Listen(new PeerConnectionListenerOptions { Port = new PeerPortOptions { IncludeLoopback = true } });
        await using var page = await ChromiumPeer.StartAsync(arguments);
        await page.LoadScriptAsync("dial.js");
        var answered = page.EvaluateAsync<string>(
            """
            async (address) => {
              const { connection, channel } = await dialPeer(address);
              const answer = new Promise((resolve) => channel.onmessage = (event) => resolve(event.data));
              await new Promise((resolve) => channel.onopen = resolve);
              channel.send('from the page');
              return `${await answer}, ${connection.connectionState}`;
            }
            """,
            listener.Address.ToString());

        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        Assert.Equal("sha-256", accepted.RemoteIdentity!.Algorithm);
        var channel = accepted.CreateDataChannel("typedpeer", new DataChannelOptions { Negotiated = true, Id = 0 });
        channel.Message += message => channel.Send($"'{message.GetText()}' came");

        Assert.Equal("'from the page' came, connected", await answered.WaitAsync(Patience, Token));
    }
}
