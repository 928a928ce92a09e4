namespace TypedPeer.Samples.AspNetCore;

/// <summary>A job that somebody submitted.</summary>
public sealed record Job(int Number, string Title);
