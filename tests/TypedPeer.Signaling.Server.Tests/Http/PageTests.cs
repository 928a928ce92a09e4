using Microsoft.Playwright;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Http;

/// <summary>A page of another origin meets a peer by fetch alone.</summary>
public sealed class PageTests
{
    [RequiresPeer("chromium")]
    public async Task A_page_of_another_origin_posts_its_offer_restarts_ICE_and_deletes()
    {
        await using var server = await OfferServer.StartAsync();
        await using var pages = await OfferServer.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RealPeer.Get("chromium").Path,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection"],
        });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(pages.Uri.GetLeftPart(UriPartial.Authority));

        var steps = await page.EvaluateAsync<string[]>(
            """
            async uri => {
                const steps = [];
                const connection = new RTCPeerConnection();
                const channel = connection.createDataChannel('typedpeer', { negotiated: true, id: 0 });
                const gathered = () => new Promise(resolve => {
                    if (connection.iceGatheringState === 'complete') resolve();
                    else connection.addEventListener('icegatheringstatechange', () => connection.iceGatheringState === 'complete' && resolve());
                });
                async function exchange(method, where) {
                    await connection.setLocalDescription();
                    await gathered();
                    const response = await fetch(where, { method, headers: { 'content-type': 'application/sdp' }, body: connection.localDescription.sdp });
                    if (!response.ok) throw new Error(await response.text());
                    await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
                    return response;
                }

                const first = new Promise(resolve => channel.onmessage = resolve);
                const created = await exchange('POST', uri);
                const resource = new URL(created.headers.get('location'), created.url);
                steps.push(`${created.status} ${created.headers.get('etag') !== null}`);
                await first;
                steps.push(channel.readyState);

                const before = connection.currentRemoteDescription.sdp;
                connection.restartIce();
                steps.push(`${(await exchange('PATCH', resource)).status} ${before !== connection.currentRemoteDescription.sdp}`);

                const closed = new Promise(resolve => channel.onclose = resolve);
                steps.push(`${(await fetch(resource, { method: 'DELETE' })).status}`);
                await closed;
                steps.push(channel.readyState);
                return steps;
            }
            """,
            server.Uri.ToString()).WaitAsync(OfferServer.Patience);

        Assert.Equal(["201 true", "open", "200 true", "200", "closed"], steps);
    }
}
