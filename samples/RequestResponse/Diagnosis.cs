using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Tells what stands between this machine and its peers: which kind of NAT, which servers answer, and whether data goes by the relays.</summary>
internal sealed class Diagnosis(string? username, string? credential)
{
    /// <summary>Where the password is looked for, since arguments of a process are anybody's to read.</summary>
    public const string CredentialVariable = "TURN_CREDENTIAL";

    /// <summary>Asks the servers from here, prints the report, and tries each relay by a connection of this process with itself.</summary>
    public async Task RunAsync(IReadOnlyList<string> urls, CancellationToken cancellationToken)
    {
        var servers = new List<IceServer>();
        foreach (var url in urls)
        {
            servers.AddRange(await FindServersAsync(url, cancellationToken));
        }

        foreach (var url in servers.SelectMany(static server => server.Urls))
        {
            Console.WriteLine($"asking: {url}");
        }

        var options = new PeerConnectionOptions { IceServers = servers, IncludeLoopback = servers.SelectMany(static server => server.Urls).Any(IsHere) };
        await using var connection = new PeerConnection(options);
        connection.CreateDataChannel("diagnosis");
        await connection.SetLocalDescriptionAsync(cancellationToken: cancellationToken);
        await connection.GatheringCompleted.WaitAsync(cancellationToken);
        var report = connection.GetConnectionReport();
        Console.WriteLine($"NAT: {Describe(report)}");
        foreach (var server in servers.Where(static server => server.Urls.Any(IsRelay)))
        {
            Console.WriteLine($"relay: {await TryRelayAsync(server, cancellationToken)}");
        }

        Console.WriteLine();
        Console.WriteLine(report);
    }

    private static bool IsRelay(string url) => url.StartsWith("turn", StringComparison.OrdinalIgnoreCase);

    private static bool IsHere(string url) => url.Contains(":127.", StringComparison.Ordinal) || url.Contains(":localhost", StringComparison.OrdinalIgnoreCase) || url.Contains(":[::1]", StringComparison.Ordinal);

    private async Task<IReadOnlyList<IceServer>> FindServersAsync(string url, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "ws" or "wss")
        {
            await using var network = await PeerNetwork.JoinAsync(url, new PeerNetworkOptions(), cancellationToken);
            Console.WriteLine(network.IceServers.Count == 0 ? $"{url} names no STUN or TURN servers" : $"{url} names {network.IceServers.Count} servers");
            return network.IceServers;
        }

        return [IsRelay(url) ? new IceServer(url) { Username = username, Credential = credential ?? Environment.GetEnvironmentVariable(CredentialVariable) } : new IceServer(url)];
    }

    private static string Describe(ConnectionReport report) => report.LocalMapping switch
    {
        NatMapping.None => "none: servers see this machine's own address",
        NatMapping.EndpointIndependent => "a cone: one port for whoever is spoken to, so that a STUN server is enough towards most peers",
        NatMapping.EndpointDependent => "symmetric: another port for each destination, so that a relay is needed towards most peers behind NATs",
        _ when report.Servers.Count == 0 => "not known: nobody was asked (give two STUN servers)",
        _ when report.Servers.All(static server => server.Given is null) => "not known: no server answered; where they are up, UDP is blocked",
        _ => "not known: that takes the answers of two STUN servers at different addresses",
    };

    /// <summary>Two connections of this process that may use nothing else.</summary>
    private static async Task<string> TryRelayAsync(IceServer server, CancellationToken cancellationToken)
    {
        var options = new PeerConnectionOptions { IceServers = [server], IceTransportPolicy = IceTransportPolicy.Relay };
        await using var here = new PeerConnection(options);
        await using var there = new PeerConnection(options);
        here.CreateDataChannel("relay");
        await here.SetLocalDescriptionAsync(cancellationToken: cancellationToken);
        await here.GatheringCompleted.WaitAsync(cancellationToken);
        await there.SetRemoteDescriptionAsync(here.LocalDescription!, cancellationToken);
        await there.SetLocalDescriptionAsync(cancellationToken: cancellationToken);
        await there.GatheringCompleted.WaitAsync(cancellationToken);
        await here.SetRemoteDescriptionAsync(there.LocalDescription!, cancellationToken);
        await Task.WhenAny(here.Connected, here.Closed).WaitAsync(cancellationToken);
        return here.Connected.IsCompletedSuccessfully
            ? $"data goes through {string.Join(", ", server.Urls)} ({here.SelectedCandidatePair})"
            : $"no data goes through {string.Join(", ", server.Urls)}: {here.GetConnectionReport().Conclusion}";
    }
}
