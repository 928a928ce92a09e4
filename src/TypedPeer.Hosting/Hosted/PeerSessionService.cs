using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TypedPeer.Hosting.Hosted;

/// <summary>
/// What the host starts and stops: listeners begin, and networks are joined, when every hosted service has started, and all sessions end before the first of them is stopped, so
/// that handlers find whatever they work with until the last of them has ended.
/// </summary>
internal sealed class PeerSessionService(IServiceProvider services, IEnumerable<PeerSessionName> names, IEnumerable<PeerListening> listening, IEnumerable<PeerJoining> joining)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var one in listening)
        {
            await PeerSessionFactory.Of(services, one.Name).ListenAsync(one, cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAll(joining.Select(one => PeerSessionFactory.Of(services, one.Name).JoinAsync(one, cancellationToken))).ConfigureAwait(false);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // The host says so itself a moment later, when this has returned: too late for handlers that run until the application stops.
        services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Task.WhenAll(names.Select(name => PeerSessionFactory.Of(services, name.Name).StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
