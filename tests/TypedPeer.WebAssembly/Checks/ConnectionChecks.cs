using TypedPeer.Browser;
using TypedPeer.DataChannels;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>What a connection of a page does beside carrying messages.</summary>
internal static class ConnectionChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        A_session_goes_on_when_its_path_is_searched_anew,
        A_later_description_of_another_certificate_is_refused_and_changes_nothing,
        A_connection_that_a_script_hands_over_carries_a_session_and_stays_the_scripts,
        The_browser_tells_the_path_and_what_went_over_it,
    ];

    private static async Task A_session_goes_on_when_its_path_is_searched_anew()
    {
        var pages = PagePair.Join();
        await using var first = PeerSession.Start(pages.First);
        await using var second = Serve(pages.Second);
        var remote = first.GetRemote<IWalk>();
        Expect.Equal(3, await remote.AddAsync(1, 2));
        var (own, others) = (Fragment(pages.FirstConnection.LocalDescription!), Fragment(pages.FirstConnection.RemoteDescription!));

        pages.FirstConnection.RestartIce();
        await pages.NegotiateAsync();

        Expect.True(Fragment(pages.FirstConnection.LocalDescription!) != own, "this side has the credentials of before");
        Expect.True(Fragment(pages.FirstConnection.RemoteDescription!) != others, "the peer has the credentials of before");
        Expect.Equal(7, await remote.AddAsync(3, 4));
        Expect.Equal(DataChannelState.Open, pages.First.ReadyState);
        Expect.Equal(PeerConnectionState.Connected, pages.FirstConnection.ConnectionState);
    }

    private static async Task A_later_description_of_another_certificate_is_refused_and_changes_nothing()
    {
        var pages = PagePair.Join();
        await using var first = PeerSession.Start(pages.First);
        await using var second = Serve(pages.Second);
        var remote = first.GetRemote<IWalk>();
        Expect.Equal(3, await remote.AddAsync(1, 2));
        await using var stranger = new PeerConnection();
        stranger.CreateDataChannel("walk", new DataChannelOptions { Negotiated = true, Id = 0 });
        await stranger.SetLocalDescriptionAsync();

        await Expect.ThrowsAsync<ArgumentException>(() => pages.FirstConnection.SetRemoteDescriptionAsync(stranger.LocalDescription!));

        Expect.Equal(SignalingState.Stable, pages.FirstConnection.SignalingState);
        Expect.Equal(7, await remote.AddAsync(3, 4));
    }

    private static async Task A_connection_that_a_script_hands_over_carries_a_session_and_stays_the_scripts()
    {
        using var made = PageFunctions.MakePair();
        using var raw = made.GetPropertyAsJSObject("first")!;
        var firstConnection = BrowserPeer.Attach(raw);
        var secondConnection = BrowserPeer.Attach(made.GetPropertyAsJSObject("second")!);
        var channel = BrowserPeer.AttachChannel(firstConnection, made.GetPropertyAsJSObject("firstChannel")!);
        Expect.Equal("script", channel.Label);
        await using (var first = PeerSession.Start(channel))
        await using (var second = Serve(BrowserPeer.AttachChannel(secondConnection, made.GetPropertyAsJSObject("secondChannel")!)))
        {
            var remote = first.GetRemote<IWalk>();
            Expect.Equal(3, await remote.AddAsync(1, 2));
            Expect.Equal(100_000, (await remote.EchoBytesAsync(new byte[100_000])).Length);
            Expect.Equal(secondConnection.LocalIdentity, firstConnection.RemoteIdentity!);
        }

        await channel.Closed;
        await firstConnection.DisposeAsync();
        await secondConnection.DisposeAsync();
        Expect.Equal("stable", raw.GetPropertyAsString("signalingState")!);
        Expect.Equal("connected", raw.GetPropertyAsString("connectionState")!);
        PageFunctions.Close(raw);
    }

    private static async Task The_browser_tells_the_path_and_what_went_over_it()
    {
        var pages = PagePair.Join();
        await using var first = PeerSession.Start(pages.First);
        await using var second = Serve(pages.Second);
        Expect.Equal(100_000, (await first.GetRemote<IWalk>().EchoBytesAsync(new byte[100_000])).Length);

        var statistics = await pages.FirstConnection.GetStatisticsAsync();
        var channel = statistics.DataChannels.Single();
        Expect.Equal("walk", channel.Label);
        Expect.Equal(DataChannelState.Open, channel.State);
        Expect.True(channel is { BytesSent: > 100_000, BytesReceived: > 100_000 }, $"{channel}");
        Expect.True(statistics is { BytesSent: > 100_000, MessagesSent: > 1, MessagesReceived: > 1 }, $"{statistics}");
        var pairs = string.Join("; ", statistics.CandidatePairs);
        Expect.True(statistics.CandidatePairs.Single(static pair => pair.Selected) is { State: CandidatePairState.Succeeded, Protocol: "udp" }, pairs);
        Expect.True(statistics.CandidatePairs.Sum(static pair => pair.BytesSent) > 100_000, pairs); // The browser may have gone over to another pair meanwhile.
        Expect.Equal(pages.FirstConnection.RemoteIdentity, statistics.RemoteIdentity);
        Expect.True(statistics.IceRole is "controlling", statistics.IceRole);
        var path = pages.FirstConnection.SelectedCandidatePair!;
        Expect.Equal(statistics.SelectedCandidatePair!.Local, path.Local);
        Expect.True(path is { LocalType: "host" or "prflx", RemoteType: "host" or "prflx", Protocol: "udp", Local.Port: > 0, Remote.Port: > 0 }, $"{path}");
        await Expect.ThrowsAsync<PlatformNotSupportedException>(() => Task.FromResult(pages.FirstConnection.GetStatistics()));
        await Expect.ThrowsAsync<PlatformNotSupportedException>(() => Task.FromResult(pages.FirstConnection.GetConnectionReport()));

        await pages.FirstConnection.DisposeAsync();
        Expect.True(pages.FirstConnection.SelectedCandidatePair is null, "a connection that is over has a path");
        await Expect.ThrowsAsync<InvalidOperationException>(() => pages.FirstConnection.GetStatisticsAsync());
    }

    private static PeerSession Serve(DataChannel channel) => PeerSession.Start(channel, static peer => peer.Serve<IWalk>(new WalkService()));

    private static string Fragment(SessionDescription description) => description.Sdp.Split('\n').First(static line => line.StartsWith("a=ice-ufrag:", StringComparison.Ordinal));
}
