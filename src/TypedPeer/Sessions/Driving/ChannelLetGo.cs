using TypedPeer.Channels;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>Closes a channel, at once, that a session which goes on has lost or left; unless channels stay open.</summary>
internal sealed class ChannelLetGo(IPeerChannel channel, PeerSessionOptions options) : SessionWork
{
    protected override void Run()
    {
        if (!options.LeaveChannelOpen)
        {
            _ = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        try
        {
            await channel.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A channel may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("closing a channel that a session has left", e);
        }
    }
}
