namespace TypedPeer.Samples.RequestResponse;

/// <summary>Who a peer is.</summary>
public sealed record PeerInfo(string Name, int ProcessId, string Framework);

/// <summary>One step of a stream.</summary>
public readonly record struct Tick(int Number, DateTimeOffset At);

/// <summary>A place on a screen.</summary>
public readonly record struct Point(int X, int Y);

/// <summary>Where the pointer went.</summary>
public sealed record PointerTrail(Point Last, int Moves);

/// <summary>What arrived of a file.</summary>
public sealed record TransferReceipt(long Bytes, byte[] Sha256);
