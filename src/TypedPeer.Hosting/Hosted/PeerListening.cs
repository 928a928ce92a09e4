using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Hosted;

/// <summary>A listener that begins with the application.</summary>
internal sealed record PeerListening(string Name, Func<IServiceProvider, PeerListenerOptions> CreateOptions, Action<PeerSessionBuilder, PeerLink>? Configure);
