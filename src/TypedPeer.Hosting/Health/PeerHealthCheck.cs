using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedPeer.Hosting.Hosted;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Health;

/// <summary>How the application's sessions are, of every name.</summary>
internal sealed class PeerHealthCheck(IServiceProvider services, IEnumerable<PeerSessionName> names, IEnumerable<PeerListening> listening, IEnumerable<PeerJoining> joining, double unresponsiveShare) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var factories = names.Select(name => PeerSessionFactory.Of(services, name.Name)).ToList();
        var listeners = factories.Sum(static factory => factory.Listeners.Count);
        var networks = factories.SelectMany(static factory => factory.Networks).Select(static network => network.State).Where(static state => state != PeerNetworkState.Closed).ToList();
        int sessions = 0, unresponsive = 0, running = 0, inFlight = 0;
        long held = 0, queued = 0;
        foreach (var session in factories.SelectMany(static factory => factory.Sessions))
        {
            var statistics = session.GetStatistics();
            sessions++;
            unresponsive += session.IsResponsive ? 0 : 1;
            running += statistics.CallsRunning;
            inFlight += statistics.CallsInFlight;
            held += statistics.BytesHeld;
            queued += statistics.BytesQueued;
        }

        var (status, sentence) = Judge(factories.Exists(static factory => factory.IsStopping), listening.Count() - listeners, joining.Count() - networks.Count, networks.Count(static state => state == PeerNetworkState.Reconnecting), sessions, unresponsive);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sessions"] = sessions,
            ["unresponsive"] = unresponsive,
            ["callsRunning"] = running,
            ["callsInFlight"] = inFlight,
            ["bytesHeld"] = held,
            ["bytesQueued"] = queued,
            ["listeners"] = listeners,
            ["networks"] = networks.Count(static state => state == PeerNetworkState.Joined),
        };
        return Task.FromResult(new HealthCheckResult(status == HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, sentence, data: data));
    }

    private (HealthStatus Status, string Sentence) Judge(bool isStopping, int listenersMissing, int networksMissing, int serversLost, int sessions, int unresponsive) =>
        isStopping ? (HealthStatus.Unhealthy, "Sessions are stopping, and no more is started.")
        : listenersMissing > 0 ? (HealthStatus.Unhealthy, $"{listenersMissing} of the listeners do not listen yet.")
        : networksMissing > 0 ? (HealthStatus.Unhealthy, $"{networksMissing} of the networks are not joined, or are over.")
        : serversLost > 0 ? (HealthStatus.Degraded, $"The servers of {serversLost} of the networks are lost; links that are up go on.")
        : unresponsive > 0 && unresponsive >= sessions * unresponsiveShare ? (HealthStatus.Degraded, $"{unresponsive} of {sessions} sessions hear nothing of their peers.")
        : (HealthStatus.Healthy, $"{sessions} sessions, of which {unresponsive} hear nothing of their peers.");
}
