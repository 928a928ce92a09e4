using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>Gives back what was made for one call. Runs on the pool, since it is user code.</summary>
internal sealed class LeaseEnd(IAsyncDisposable lease, PeerMethod method, PeerSessionOptions options) : IThreadPoolWorkItem
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
            options.HandlerFailed?.Invoke(method.ToString(), e);
        }
    }
}
