namespace TypedPeer.Hosting.Hosted;

/// <summary>A name under which the application has sessions; empty for those without one.</summary>
internal sealed record PeerSessionName(string Name);
