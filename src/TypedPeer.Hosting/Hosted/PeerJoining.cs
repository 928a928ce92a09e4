using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Hosted;

/// <summary>A network that is joined with the application.</summary>
internal sealed record PeerJoining(string Name, Func<IServiceProvider, PeerNetworkOptions> CreateOptions, Func<PeerNetworkOptions, CancellationToken, Task<PeerNetwork>> JoinAsync);
