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
        A_lost_connection_is_followed_by_another_over_which_a_stream_goes_on,
        A_channel_beside_the_session_comes_back_after_a_loss,
        The_goodbye_of_the_listener_ends_the_link,
        Somebody_who_is_not_there_is_told_by_name,
        What_a_browser_cannot_do_is_refused_in_a_sentence,
    ];

    private async Task A_page_dials_and_calls_and_is_called()
    {
        await using var link = await DialAsync();
        Expect.Equal(PeerAddress.Parse(address).Identity, link.RemoteIdentity);
        await LinkChecks.CallAndBeCalledAsync(link);
    }

    private async Task A_lost_connection_is_followed_by_another_over_which_a_stream_goes_on()
    {
        await using var link = await DialAsync();
        await LinkChecks.LoseAndGoOnAsync(link);
    }

    private async Task A_channel_beside_the_session_comes_back_after_a_loss()
    {
        await using var link = await DialAsync();
        await LinkChecks.EchoByChannelAsync(link);
    }

    private async Task The_goodbye_of_the_listener_ends_the_link()
    {
        await using var link = await DialAsync();
        link.OpenChannel(WalkPeer.Goodbye);
        var end = await link.Completion;
        Expect.Equal(PeerLinkEndKind.ClosedByPeer, end.Kind);
        Expect.Equal(PeerConnectionState.Closed, link.Connection.ConnectionState);
    }

    private async Task Somebody_who_is_not_there_is_told_by_name()
    {
        // The same address, and the certificate of nobody.
        var nobody = string.Concat(address.AsSpan(0, "typedpeer://1.".Length), new string('A', 43), address.AsSpan(address.IndexOf('@', StringComparison.Ordinal)));
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(2) } };
        var failure = await Expect.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(nobody, null, options));
        Expect.Equal(PeerConnectFailure.NoAnswer, failure.Failure);
    }

    private async Task What_a_browser_cannot_do_is_refused_in_a_sentence()
    {
        await Expect.ThrowsAsync<PlatformNotSupportedException>(() => PeerListener.ListenAsync(WalkPeer.Serve));
        await Expect.ThrowsAsync<PlatformNotSupportedException>(static () => Task.FromResult(PeerCertificate.Create()));
        await Expect.ThrowsAsync<PlatformNotSupportedException>(static () => Task.FromResult(new PeerConnection(new PeerConnectionOptions { RemoteAddressFilter = static _ => true })));
        await using var link = await DialAsync();
        await Expect.ThrowsAsync<PlatformNotSupportedException>(() => Task.FromResult(link.Connection.GetStatistics()));
    }

    private Task<PeerLink> DialAsync() => PeerLink.ConnectAsync(address, static peer => peer.Serve<IWalk>(new WalkService()));
}
