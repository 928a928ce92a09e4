using TypedPeer;

namespace TypedPeerWeb;

/// <summary>Made anew for each call, with services of that call's scope; the call says who calls.</summary>
internal sealed class Greeter(PeerCallContext call, IHostApplicationLifetime lifetime) : IGreeter
{
    public ValueTask<string> GreetAsync(CancellationToken cancellationToken) => ValueTask.FromResult($"Hello, {call.User?.Identity?.Name}.");

    public ValueTask StopAsync()
    {
        lifetime.StopApplication();
        return ValueTask.CompletedTask;
    }
}
