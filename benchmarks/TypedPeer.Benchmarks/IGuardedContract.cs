namespace TypedPeer.Benchmarks;

/// <summary>The same call with and without a policy.</summary>
[PeerContract]
public partial interface IGuardedContract
{
    ValueTask<int> OpenAsync(int left, int right);

    [PeerAuthorize(Roles = "writer")]
    ValueTask<int> GuardedAsync(int left, int right);
}

/// <summary>Handlers that finish at once.</summary>
public sealed class GuardedService : IGuardedContract
{
    public ValueTask<int> OpenAsync(int left, int right) => new(left + right);

    public ValueTask<int> GuardedAsync(int left, int right) => new(left + right);
}
