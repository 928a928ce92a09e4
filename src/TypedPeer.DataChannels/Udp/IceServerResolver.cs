using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Udp;

/// <summary>
/// Finds the addresses of STUN servers and relays. Names are looked up at the same time, and none is waited for longer than <see cref="Patience"/>:
/// gathering must end even where the resolver is silent.
/// </summary>
internal sealed class IceServerResolver(Func<string, CancellationToken, Task<IPAddress[]>> lookUp, TimeProvider time)
{
    /// <summary>Resolvers usually ask again after 5 s; people who wait for a connection have gone by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Gets where each server is: at most one address of each family. Servers that were not found are named to <paramref name="onError"/>. Never fails; cancelling ends it with what is known.</summary>
    public async Task<IReadOnlyList<IceServerAddress>> ResolveAsync(IReadOnlyList<IceServerUri> servers, Action<IceCandidateError> onError, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(servers.Select(server => ResolveAsync(server, onError, cancellationToken))).ConfigureAwait(false);
        return [.. found.SelectMany(static servers => servers).DistinctBy(static server => (server.EndPoint, server.Uri.Relay, server.Uri.Transport))];
    }

    private async Task<IReadOnlyList<IceServerAddress>> ResolveAsync(IceServerUri server, Action<IceCandidateError> onError, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(server.Host, out var literal))
        {
            return [new IceServerAddress(server, new IPEndPoint(literal, server.Port))];
        }

        try
        {
            // The system's resolver does not always heed the token: the wait does.
            var addresses = await lookUp(server.Host, cancellationToken).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return
            [
                .. addresses
                    .Where(static address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                    .DistinctBy(static address => address.AddressFamily)
                    .Select(address => new IceServerAddress(server, new IPEndPoint(address, server.Port))),
            ];
        }
        catch (OperationCanceledException)
        {
            // Nobody asks any more.
        }
        catch (SocketException exception)
        {
            onError(new IceCandidateError(server.Text, $"The name '{server.Host}' was not resolved: {exception.Message}"));
        }
        catch (TimeoutException)
        {
            onError(new IceCandidateError(server.Text, $"The name '{server.Host}' was not resolved within {Patience.TotalSeconds} s."));
        }
        catch (ArgumentException exception)
        {
            onError(new IceCandidateError(server.Text, $"'{server.Host}' is not a host name: {exception.Message}"));
        }

        return [];
    }
}
