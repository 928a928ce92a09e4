namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>What a relay has done.</summary>
/// <param name="There">The bytes of UDP payload that each path's second end was sent.</param>
/// <param name="Back">The bytes that each path's first end was sent.</param>
/// <param name="Dropped">The datagrams that did not reach the second ends.</param>
/// <param name="Overflows">How many of those found the queue full.</param>
/// <param name="DroppedBack">The datagrams that did not reach the first ends.</param>
/// <param name="LatenessMedian">The microseconds that half of all datagrams were late at most.</param>
/// <param name="LatenessP99">The microseconds that all but a hundredth were late at most.</param>
/// <param name="Overruns">The datagrams that the system lost before the relay saw them; null where it does not say.</param>
internal sealed record RelayReport(long[] There, long[] Back, long Dropped, long Overflows, long DroppedBack, long LatenessMedian, long LatenessP99, long? Overruns);
