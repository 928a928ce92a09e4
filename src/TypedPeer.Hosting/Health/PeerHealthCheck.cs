using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedPeer.Hosting.Hosted;

namespace TypedPeer.Hosting.Health;

/// <summary>How the application's sessions are, of every name.</summary>
internal sealed class PeerHealthCheck(IServiceProvider services, IEnumerable<PeerSessionName> names, IEnumerable<PeerListening> listening, double unresponsiveShare) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var factories = names.Select(name => PeerSessionFactory.Of(services, name.Name)).ToList();
        var listeners = factories.Sum(static factory => factory.Listeners.Count);
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

        var (status, sentence) = Judge(factories.Exists(static factory => factory.IsStopping), listening.Count() - listeners, sessions, unresponsive);
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sessions"] = sessions,
            ["unresponsive"] = unresponsive,
            ["callsRunning"] = running,
            ["callsInFlight"] = inFlight,
            ["bytesHeld"] = held,
            ["bytesQueued"] = queued,
            ["listeners"] = listeners,
        };
        return Task.FromResult(new HealthCheckResult(status == HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, sentence, data: data));
    }

    private (HealthStatus Status, string Sentence) Judge(bool isStopping, int listenersMissing, int sessions, int unresponsive) =>
        isStopping ? (HealthStatus.Unhealthy, "Sessions are stopping, and no more is started.")
        : listenersMissing > 0 ? (HealthStatus.Unhealthy, $"{listenersMissing} of the listeners do not listen yet.")
        : unresponsive > 0 && unresponsive >= sessions * unresponsiveShare ? (HealthStatus.Degraded, $"{unresponsive} of {sessions} sessions hear nothing of their peers.")
        : (HealthStatus.Healthy, $"{sessions} sessions, of which {unresponsive} hear nothing of their peers.");
}
