namespace TypedPeer;

/// <summary>An object that serves one call (<see cref="PeerSessionBuilder.ServePerCall"/>).</summary>
/// <param name="Instance">The object; it implements the contract.</param>
/// <param name="Lease">Disposed when the call has ended, its streams included; may be null.</param>
public readonly record struct PeerInstance(object Instance, IAsyncDisposable? Lease);
