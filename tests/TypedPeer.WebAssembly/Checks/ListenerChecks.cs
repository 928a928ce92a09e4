using TypedPeer.DataChannels;
using TypedPeer.Signaling;
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
        await using var link = await PeerLink.ConnectAsync(address, static peer => peer.Serve<IWalk>(new WalkService()));
        var remote = link.GetRemote<IWalk>();
        Expect.Equal(3, await remote.AddAsync(1, 2));
        Expect.Equal("asked: it", await remote.AskCallerAsync("it"));
        var sum = 0;
        await foreach (var number in remote.DoubleAsync(NumbersAsync()))
        {
            sum += number;
        }

        Expect.Equal(9900, sum);
        Expect.Equal(PeerLinkState.Connected, link.State);
        Expect.Equal(PeerAddress.Parse(address).Identity, link.RemoteIdentity);
        Expect.Equal(link.RemoteIdentity, link.Connection.RemoteIdentity);
    }

    private async Task Somebody_who_is_not_there_is_told_by_name()
    {
        // The same address, and the certificate of nobody.
        var nobody = string.Concat(address.AsSpan(0, "typedpeer://1.".Length), new string('A', 43), address.AsSpan(address.IndexOf('@', StringComparison.Ordinal)));
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(2) } };
        var failure = await Expect.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(nobody, null, options));
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
