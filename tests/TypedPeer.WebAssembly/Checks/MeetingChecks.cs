using TypedPeer.Signaling;
using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>Two pages that know nothing of each other but a name and a room, each with the same checks at the same time.</summary>
/// <param name="server">Where they meet.</param>
/// <param name="own">The name of this page.</param>
/// <param name="other">The name of the other one.</param>
internal sealed class MeetingChecks(string server, string own, string other)
{
    /// <summary>What says that a side is through: the other may leave then.</summary>
    private const string Through = "last";

    public IReadOnlyList<Func<Task>> All => [Two_pages_that_dial_each_other_at_once_call_each_other_and_go_on_over_another_connection];

    private async Task Two_pages_that_dial_each_other_at_once_call_each_other_and_go_on_over_another_connection()
    {
        var service = new WalkService();
        await using var network = await PeerNetwork.JoinAsync(server, new PeerNetworkOptions { Id = own, Room = "pages", Configure = (peer, _) => peer.Serve<IWalk>(service) });
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        network.PeerJoined += peer => _ = peer.Id == other && there.TrySetResult();
        if (network.Peers.Any(peer => peer.Id == other))
        {
            there.TrySetResult();
        }

        await there.Task;
        var link = await network.ConnectAsync(other);
        await LinkChecks.CallAndBeCalledAsync(link);
        Expect.True(ReferenceEquals(link, await network.ConnectAsync(other)), "there are two links");
        if (string.CompareOrdinal(own, other) < 0)
        {
            await LinkChecks.LoseAndGoOnAsync(link);
        }

        // Nothing is waited for between connecting and the group: who is connected is in it.
        Expect.Equal(1, network.Group<IWalk>().Count);
        await network.Group<IWalk>().All.NoteAsync(Through);
        await service.Noted.Task;
    }
}
