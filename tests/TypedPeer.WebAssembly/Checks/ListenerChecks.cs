using TypedPeer.Browser;
using TypedPeer.DataChannels;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>A page that has the address of a listener in another process, and nothing else.</summary>
internal sealed class ListenerChecks(string address)
{
    public IReadOnlyList<Func<Task>> All =>
    [
        A_page_dials_and_calls_and_is_called,
        Somebody_who_is_not_there_is_told_by_name,
    ];

    private async Task A_page_dials_and_calls_and_is_called()
    {
        var channel = await BrowserPeer.DialAsync(PeerAddress.Parse(address));
        await using var session = PeerSession.Start(channel, static peer => peer.Serve<IWalk>(new WalkService()));
        var remote = session.GetRemote<IWalk>();
        Expect.Equal(3, await remote.AddAsync(1, 2));
        Expect.Equal("asked: it", await remote.AskCallerAsync("it"));
        var sum = 0;
        await foreach (var number in remote.DoubleAsync(NumbersAsync()))
        {
            sum += number;
        }

        Expect.Equal(9900, sum);
        Expect.True(channel.RemoteIdentity is { Algorithm: "sha-256" } && channel.LocalIdentity is not null, "the identities are not known");
    }

    private async Task Somebody_who_is_not_there_is_told_by_name()
    {
        // The same address, and the certificate of nobody.
        var nobody = PeerAddress.Parse(string.Concat(address.AsSpan(0, "typedpeer://1.".Length), new string('A', 43), address.AsSpan(address.IndexOf('@', StringComparison.Ordinal))));
        var failure = await Expect.ThrowsAsync<PeerConnectException>(() => BrowserPeer.DialAsync(nobody, new BrowserPeerOptions { ConnectTimeout = TimeSpan.FromSeconds(2) }));
        Expect.Equal(PeerConnectFailure.NoAnswer, failure.Failure);
    }

    private static async IAsyncEnumerable<int> NumbersAsync()
    {
        for (var i = 0; i < 100; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
