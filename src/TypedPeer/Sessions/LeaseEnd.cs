namespace TypedPeer.Sessions;

/// <summary>Gives back what was made for one call. Runs on the pool, since it is user code.</summary>
internal sealed class LeaseEnd(IAsyncDisposable lease) : IThreadPoolWorkItem
{
    public void Execute() => _ = DisposeAsync();

    private async Task DisposeAsync()
    {
        try
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The call has been answered; nobody is left to be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            System.Diagnostics.Debug.WriteLine(e);
        }
    }
}
