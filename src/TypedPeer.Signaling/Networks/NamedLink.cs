namespace TypedPeer.Signaling.Networks;

/// <summary>A link of a network, from the first attempt on. Its members belong to the network's lock.</summary>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class NamedLink(NameDialler dialler, bool isIncoming)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _givingUp = new();
    private readonly TaskCompletionSource<PeerLink> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what makes its connections.</summary>
    public NameDialler Dialler => dialler;

    /// <summary>Gets whether the peer made it.</summary>
    public bool IsIncoming => isIncoming;

    /// <summary>Gets or sets the link, once the peer has proved who it is.</summary>
    public PeerLink? Link { get; set; }

    /// <summary>Gets or sets a value indicating whether the link came another way before, and is the network's since it goes by its name.</summary>
    public bool CameAnotherWay { get; set; }

    /// <summary>Gets or sets how many wait for it.</summary>
    public int Waiting { get; set; }

    /// <summary>Gets or sets a task that completes, always successfully, when nothing of it is left.</summary>
    public Task Finished { get; set; } = Task.CompletedTask;

    /// <summary>Gets the link once it is up, or why there is none.</summary>
    public Task<PeerLink> Ready => _ready.Task;

    /// <summary>Gets what is cancelled when nobody wants the link any more.</summary>
    public CancellationToken GivenUp => _givingUp.Token;

    /// <summary>Nobody wants it any more.</summary>
    public void GiveUp() => _ = _givingUp.CancelAsync();

    /// <summary>It is up.</summary>
    public void OnReady() => _ready.TrySetResult(Link!);

    /// <summary>There is none.</summary>
    public void OnFailed(Exception exception)
    {
        _ready.TrySetException(exception);

        // Nobody may be waiting.
        _ = _ready.Task.Exception;
    }
}
