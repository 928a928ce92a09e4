using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>Gives back what was made for one call, which counts for that long. Runs on the pool, since it is user code.</summary>
internal sealed class InstanceDisposal(IAsyncDisposable lease, PeerMethod method, ISession session, int kept) : SessionWork
{
    protected override void Run() => _ = DisposeAsync();

    private async Task DisposeAsync()
    {
        try
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The call has been answered: the application is told, and nobody else is left to be.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell(method.ToString(), e, session.Options);
        }

        session.ReleaseObject(kept);
    }
}
