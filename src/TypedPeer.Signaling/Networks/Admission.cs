using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>An offer of a link about which the application is being asked. What comes for its connection waits.</summary>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class Admission(LinkSignal offer, Exchange exchange)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _over = new();

    public LinkSignal Offer => offer;

    public Exchange Exchange => exchange;

    /// <summary>Gets what is cancelled when it does not matter any more.</summary>
    public CancellationToken Over => _over.Token;

    public void Cancel() => _ = _over.CancelAsync();
}
