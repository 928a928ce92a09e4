using TypedPeer.Signaling;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>A page that meets others by name at a server: another of its own, and the process <c>process</c>, which is in the room <c>hall</c> already.</summary>
internal sealed class NetworkChecks(string server)
{
    public IReadOnlyList<Func<Task>> All =>
    [
        A_page_meets_a_process_and_another_page_by_name,
        A_link_by_name_goes_on_over_another_connection,
        A_group_and_the_server_reach_everybody_in_the_room,
        A_page_that_leaves_is_seen_to_leave,
    ];

    private async Task A_page_meets_a_process_and_another_page_by_name()
    {
        await using var first = await JoinAsync();
        await using var second = await JoinAsync();
        await LinkChecks.CallAndBeCalledAsync(await first.ConnectAsync(second.Id));
        var link = await first.ConnectAsync("process");
        await LinkChecks.CallAndBeCalledAsync(link);
        await LinkChecks.EchoByChannelAsync(link);
    }

    private async Task A_link_by_name_goes_on_over_another_connection()
    {
        await using var network = await JoinAsync();
        await LinkChecks.LoseAndGoOnAsync(await network.ConnectAsync("process"));
    }

    private async Task A_group_and_the_server_reach_everybody_in_the_room()
    {
        var service = new WalkService();
        await using var first = await JoinAsync();
        await using var second = await JoinAsync(service);
        var group = first.Group<IWalk>();
        var grouped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.PeerChanged += _ =>
        {
            if (group.Count > 0)
            {
                grouped.TrySetResult();
            }
        };
        await first.ConnectAsync(second.Id);
        await grouped.Task;
        await group.All.NoteAsync("last");
        await service.Noted.Task;
        await using var messages = second.ReadMessagesAsync().GetAsyncEnumerator();
        var next = messages.MoveNextAsync();
        await first.SendAsync(second.Id, "by way of the server");
        Expect.True(await next, "no message came");
        Expect.Equal("by way of the server", messages.Current.Data.GetString()!);
        Expect.Equal(first.Id, messages.Current.From);
    }

    private async Task A_page_that_leaves_is_seen_to_leave()
    {
        var left = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await JoinAsync();
        var second = await JoinAsync();
        first.PeerLeft += peer =>
        {
            if (peer.Id == second.Id)
            {
                left.TrySetResult(peer.Id);
            }
        };
        await first.ConnectAsync(second.Id);
        await second.DisposeAsync();
        Expect.Equal(second.Id, await left.Task);
    }

    private Task<PeerNetwork> JoinAsync(WalkService? service = null) => PeerNetwork.JoinAsync(
        server, new PeerNetworkOptions { Room = "hall", Configure = (peer, _) => peer.Serve<IWalk>(service ?? new WalkService()) });
}
