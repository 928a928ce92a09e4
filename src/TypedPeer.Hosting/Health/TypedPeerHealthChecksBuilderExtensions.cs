using Microsoft.Extensions.Diagnostics.HealthChecks;
using TypedPeer;
using TypedPeer.Hosting;
using TypedPeer.Hosting.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of TypedPeer's sessions to an application's health checks.</summary>
public static class TypedPeerHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the sessions of every name. It is unhealthy while they stop (<see cref="PeerSessionFactory.IsStopping"/>) and until every listener of
    /// <see cref="TypedPeerBuilder.Listen(TypedPeer.Signaling.PeerListenerOptions, Action{PeerSessionBuilder, TypedPeer.Signaling.PeerLink})"/> listens and every network of
    /// <see cref="TypedPeerBuilder.Join(Uri, TypedPeer.Signaling.PeerNetworkOptions)"/> is joined, so that a balancer sends new peers elsewhere; degraded while a network has lost its server, and when so many sessions hear nothing of their peers (<see cref="PeerSession.IsResponsive"/>) that it is more likely this side's
    /// network than theirs; otherwise healthy. Its data count sessions, calls and bytes.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="unresponsiveShare">Which share of the sessions has to be unresponsive to be degraded, above 0 and at most 1. A half: single peers come and go.</param>
    /// <param name="failureStatus">What is reported in place of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check, such as that of the endpoint which asks for it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public static IHealthChecksBuilder AddTypedPeer(
        this IHealthChecksBuilder builder, string name = "typedpeer", double unresponsiveShare = 0.5, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(unresponsiveShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(unresponsiveShare, 1);
        return builder.Add(new HealthCheckRegistration(
            name, services => ActivatorUtilities.CreateInstance<PeerHealthCheck>(services, unresponsiveShare), failureStatus, tags));
    }
}
