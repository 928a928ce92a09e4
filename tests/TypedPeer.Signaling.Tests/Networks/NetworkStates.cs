namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>The states that networks go through.</summary>
internal sealed class NetworkStates
{
    private readonly PeerNetwork[] _networks;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NetworkStates(params PeerNetwork[] networks)
    {
        _networks = networks;
        foreach (var network in networks)
        {
            network.StateChanged += _ =>
            {
                lock (_lock)
                {
                    _changed.TrySetResult();
                }
            };
        }
    }

    /// <summary>Waits until all are in a state.</summary>
    public async Task ReachAsync(PeerNetworkState state)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                _changed = _changed.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _changed;
                changed = _changed.Task;
            }

            if (_networks.All(network => network.State == state))
            {
                return;
            }

            await changed.SoonAsync();
        }
    }
}
