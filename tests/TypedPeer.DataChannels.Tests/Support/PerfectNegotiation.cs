namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>The pattern of docs/w3c.md, word for word but for who carries the signals.</summary>
#pragma warning disable CA1001 // A semaphore nobody takes a handle of needs no disposing, and the pattern stays short.
internal sealed class PerfectNegotiation
#pragma warning restore CA1001
{
    private readonly PeerConnection _connection;
    private readonly bool _isPolite;
    private readonly Func<object, Task> _send;
    private readonly SemaphoreSlim _turn = new(1);

    public PerfectNegotiation(PeerConnection connection, bool isPolite, Func<object, Task> send)
    {
        (_connection, _isPolite, _send) = (connection, isPolite, send);
        connection.NegotiationNeeded += () => _ = InTurnAsync(OfferAsync);
        connection.IceCandidate += candidate => _ = InTurnAsync(() => candidate is null ? Task.CompletedTask : _send(candidate));
    }

    /// <summary>Gets how many offers of the peer's were ignored.</summary>
    public int Ignored { get; private set; }

    /// <summary>Gets how many offers of ours were taken back for one of the peer's.</summary>
    public int TakenBack { get; private set; }

    public Task OnDescriptionAsync(SessionDescription description) => InTurnAsync(() => TakeAsync(description));

    public Task OnCandidateAsync(IceCandidateInit candidate) => _connection.AddIceCandidateAsync(candidate);

    private async Task OfferAsync()
    {
        if (_connection.SignalingState == SignalingState.Stable)
        {
            await _connection.SetLocalDescriptionAsync();
            await _send(_connection.LocalDescription!);
        }
    }

    private async Task TakeAsync(SessionDescription description)
    {
        var isGlare = description.Type == SdpType.Offer && _connection.SignalingState != SignalingState.Stable;
        if (isGlare && !_isPolite)
        {
            Ignored++;
            return;
        }

        TakenBack += isGlare ? 1 : 0;
        await _connection.SetRemoteDescriptionAsync(description);
        if (description.Type == SdpType.Offer)
        {
            await _connection.SetLocalDescriptionAsync();
            await _send(_connection.LocalDescription!);
        }
    }

    private async Task InTurnAsync(Func<Task> action)
    {
        await _turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            _turn.Release();
        }
    }
}
