using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>A public network, 203.0.113.0/24, and hosts behind translators (NAT) of their own on it, all in network namespaces; the translators are nftables'.</summary>
internal sealed class NatNetworks : IDisposable
{
    public const string Server = "203.0.113.100";
    public const string OtherServer = "203.0.113.101";
    public const string FullCone = "full cone";
    public const string RestrictedCone = "restricted cone";
    public const string PortRestrictedCone = "port-restricted cone";
    public const string Symmetric = "symmetric";
    public const string UdpBlocked = "UDP blocked";

    private const string Gateway = "203.0.113.254";

    private readonly List<NetworkNamespace> _all = [];
    private int _hosts;

    private NatNetworks(NetworkNamespace world) => World = world;

    /// <summary>The public network, which is where servers run.</summary>
    public NetworkNamespace World { get; }

    public static NatNetworks Create()
    {
        var world = NetworkNamespace.TryCreate(out string obstacle) ?? throw new InvalidOperationException(obstacle);
        var networks = new NatNetworks(world);
        networks._all.Add(world);
        world.Ip("link", "set", "lo", "up");
        world.Ip("link", "add", "wire", "type", "bridge");
        world.Ip("addr", "add", Server + "/24", "dev", "wire");
        world.Ip("addr", "add", OtherServer + "/24", "dev", "wire");
        world.Ip("link", "set", "wire", "up");

        // What is sent to private addresses is lost on the way, as beyond any gateway: a server without a route would be told, and coturn then gives the address up that it sent from.
        world.Ip("neigh", "add", Gateway, "lladdr", "02:00:00:00:00:01", "dev", "wire", "nud", "permanent");
        world.Ip("route", "add", "default", "via", Gateway);
        return networks;
    }

    /// <summary>Makes a host behind a translator of a kind.</summary>
    public NetworkNamespace AddHost(string kind)
    {
        int number = ++_hosts;
        string inner = $"10.0.{number}.2";
        var (host, translator) = (Add(), Add());
        NetworkNamespace.Join(translator, World, "outer", $"port{number}");
        World.Ip("link", "set", $"port{number}", "master", "wire");
        translator.Ip("addr", "add", $"203.0.113.{number}/24", "dev", "outer");
        NetworkNamespace.Join(host, translator, "cable", "inner");
        translator.Ip("addr", "add", $"10.0.{number}.1/24", "dev", "inner");
        host.Ip("addr", "add", inner + "/24", "dev", "cable");
        host.Ip("route", "add", "default", "via", $"10.0.{number}.1");
        translator.Ip("route", "add", "blackhole", "default");
        translator.LoadRules(Rules(kind, inner));
        translator.Forward();
        return host;
    }

    public void Dispose()
    {
        foreach (var network in _all)
            network.Dispose();
    }

    private NetworkNamespace Add()
    {
        var network = NetworkNamespace.TryCreate(out string obstacle) ?? throw new InvalidOperationException(obstacle);
        _all.Add(network);
        return network;
    }

    /// <summary>
    /// What is for nobody inside is dropped before the kernel remembers it: else a datagram that comes too early would take the port of the answer.
    /// A mapping that is kept whoever is spoken to is the kernel's way, as long as the inner port is free outside.
    /// </summary>
    private static string Rules(string kind, string host) => $$"""
        table ip translator {
            set spoken { type inet_service . ipv4_addr; flags dynamic,timeout; timeout 120s; }
            chain prerouting { type nat hook prerouting priority -100; {{LetsIn(kind, host)}} }
            chain postrouting { type nat hook postrouting priority 100; oifname "outer" masquerade {{(kind == Symmetric ? "fully-random" : "")}}; }
            chain forward { type filter hook forward priority 0; oifname "outer" ip protocol udp {{(kind == UdpBlocked ? "drop" : "add @spoken { udp sport . ip daddr }")}}; }
            chain input { type filter hook input priority 0; iifname "outer" drop; }
        }

        """;

    private static string LetsIn(string kind, string host) => kind switch
    {
        FullCone => $"iifname \"outer\" ip protocol udp dnat to {host};",
        RestrictedCone => $"iifname \"outer\" udp dport . ip saddr @spoken dnat to {host};",
        _ => "",
    };
}
