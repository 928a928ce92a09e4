using TypedPeer.Browser;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>What every link of a page does, whichever way it was made.</summary>
internal static class LinkChecks
{
    public static async Task CallAndBeCalledAsync(PeerLink link)
    {
        var remote = link.GetRemote<IWalk>();
        Expect.Equal(3, await remote.AddAsync(1, 2));
        Expect.Equal("asked: it", await remote.AskCallerAsync("it"));
        Expect.Equal(9900, await DoubleAsync(remote, static () => { }));
        Expect.Equal(PeerLinkState.Connected, link.State);
        Expect.Equal(link.RemoteIdentity, link.Connection.RemoteIdentity!);
    }

    /// <summary>The stream goes on where it was when the connection is gone, and over the next one.</summary>
    public static async Task LoseAndGoOnAsync(PeerLink link)
    {
        var lost = link.Connection;
        var local = lost.LocalIdentity;
        var session = link.Session;
        Expect.Equal(9900, await DoubleAsync(link.GetRemote<IWalk>(), () => Break(lost)));
        Expect.True(!ReferenceEquals(lost, link.Connection), "the connection is still the one that was lost");
        Expect.True(ReferenceEquals(session, link.Session), "the session is another");
        Expect.Equal(local, link.Connection.LocalIdentity);
    }

    /// <summary>Text and bytes, before a loss and after it.</summary>
    public static async Task EchoByChannelAsync(PeerLink link)
    {
        await using var channel = link.OpenChannel(WalkPeer.Echo, new DataChannelOptions { Protocol = "walk" });
        await using var echoes = channel.ReadAllAsync().GetAsyncEnumerator();
        for (var round = 0; round < 2; round++)
        {
            await channel.SendAsync("héllo 🌍");
            Expect.True(await echoes.MoveNextAsync() && echoes.Current.IsText, "no text came back");
            Expect.Equal("héllo 🌍", echoes.Current.GetText());
            await channel.SendAsync(new byte[100_000]);
            Expect.True(await echoes.MoveNextAsync() && !echoes.Current.IsText, "no bytes came back");
            Expect.Equal(100_000, echoes.Current.Data.Length);
            if (round == 0)
            {
                Break(link.Connection);
            }
        }
    }

    private static void Break(PeerConnection connection)
    {
        using var raw = BrowserPeer.GetConnection(connection)!;
        PageFunctions.Close(raw);
    }

    /// <summary>Sends a hundred numbers, of which half wait for those before them to be back.</summary>
    private static async Task<int> DoubleAsync(IWalk remote, Action atHalf)
    {
        var sum = 0;
        var count = 0;
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await foreach (var number in remote.DoubleAsync(NumbersAsync(half.Task)))
        {
            sum += number;
            if (++count == 50)
            {
                atHalf();
                half.SetResult();
            }
        }

        Expect.Equal(100, count);
        return sum;
    }

    private static async IAsyncEnumerable<int> NumbersAsync(Task half)
    {
        for (var i = 0; i < 100; i++)
        {
            await (i == 50 ? half : Task.CompletedTask);
            yield return i;
        }
    }
}
