using System.Diagnostics.Metrics;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>Counts what a STUN port did, as the metric <c>typedpeer.stun.datagrams</c>.</summary>
internal sealed class StunPortStatistics
{
    private readonly Counter<long> _datagrams;

    public StunPortStatistics(IMeterFactory meters)
    {
        _datagrams = meters.Create("TypedPeer.Signaling.Server").CreateCounter<long>(
            "typedpeer.stun.datagrams", "{datagram}", "Datagrams that came to the STUN port, by what became of them.");
    }

    /// <summary>A request was answered.</summary>
    public void Answered() => Count("answered");

    /// <summary>Something else came.</summary>
    public void Ignored() => Count("ignored");

    /// <summary>The answer could not be sent.</summary>
    public void Failed() => Count("failed");

    private void Count(string outcome) => _datagrams.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
