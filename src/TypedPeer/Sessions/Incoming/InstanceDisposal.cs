using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Incoming;

/// <summary>Gives back what was made for one call, which counts for that long. Runs on the pool, since it is user code.</summary>
internal sealed class InstanceDisposal(IAsyncDisposable lease, PeerMethod method, SessionEngine engine, int kept) : IThreadPoolWorkItem
{
    public void Execute() => _ = DisposeAsync();

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
            FailureReport.Tell(method.ToString(), e, engine.Options);
        }

        engine.Enter();
        engine.Core.Unhold(0, kept);
        engine.Exit(eager: false);
    }
}
