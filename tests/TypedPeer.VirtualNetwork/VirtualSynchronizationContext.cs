namespace TypedPeer.VirtualNetwork;

/// <summary>Brings continuations of tests and handlers back to the thread that moves the virtual clock.</summary>
internal sealed class VirtualSynchronizationContext(VirtualWorld world) : SynchronizationContext
{
    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => world.Post(() => d(state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs an asynchronous test in virtual time; false if it has not ended by then. Its failure is thrown.</summary>
    public static bool Run(VirtualWorld world, Func<Task> body, long within)
    {
        var outer = Current;
        SetSynchronizationContext(new VirtualSynchronizationContext(world));
        try
        {
            world.HasOutsiders = true;
            var task = body();
            if (!world.RunUntil(() => task.IsCompleted, within))
                return false;

            task.GetAwaiter().GetResult();
            return true;
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
