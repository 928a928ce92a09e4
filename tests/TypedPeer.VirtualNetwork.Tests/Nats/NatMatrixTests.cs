using System.Net;
using System.Text;
using TypedPeer.TestSupport;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>
/// Which pairs of hosts behind translators of the four kinds find a path, and by what, with real sockets in networks of the test's own: all pairs at
/// once, either side offering. What comes out is a table in docs/interop.md.
/// </summary>
public sealed class NatMatrixTests
{
    private static readonly string[] Kinds = [NatNetworks.FullCone, NatNetworks.RestrictedCone, NatNetworks.PortRestrictedCone, NatNetworks.Symmetric, NatNetworks.UdpBlocked];

    private const int Looks = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("namespaces")]
    public async Task Every_pair_of_translators_is_got_through_as_far_as_that_can_be_and_the_page_says_how()
    {
        Assert.SkipUnless(RealPeer.Get("coturn").IsInstalled || Environment.GetEnvironmentVariable("TYPEDPEER_REQUIRE_PEERS") == "1", "coturn is not installed. " + RealPeer.Get("coturn").HowToInstall);
        using var networks = NatNetworks.Create();
        await using var coturn = await CoturnProcess.StartAsync(
            IPAddress.Parse(NatNetworks.Server), [$"listening-ip={NatNetworks.OtherServer}", "lt-cred-mech", "user=ada:correct-horse", "realm=typedpeer.test", "no-tls"], Token, networks.World);
        int port = coturn.EndPoint.Port;
        string stun = $"stun:{NatNetworks.Server}:{port},stun:{NatNetworks.OtherServer}:{port}";
        string relay = $"{stun},turn:{NatNetworks.Server}:{port},turn:{NatNetworks.Server}:{port}?transport=tcp";
        using var offerers = new Hosts(networks);
        using var answerers = new Hosts(networks);

        var withStun = FindAllAsync(offerers, answerers, "stun", stun);
        var withRelay = FindAllAsync(offerers, answerers, "relay", relay);

        string found = NatTable.Write("a relay, which a STUN server is as well", await withRelay);
        NatTable.Verify("translators and a relay", found);
        NatTable.Verify("translators and STUN", NatTable.Write("STUN alone", await withStun));
        await CheckReportsAsync(offerers);
    }

    /// <summary>What stood in the way of those that had no relay, each side tells by itself, and which kind of translator it is behind.</summary>
    private static async Task CheckReportsAsync(Hosts offerers)
    {
        string both = await ReportAsync(offerers, NatNetworks.Symmetric, NatNetworks.Symmetric);
        Assert.StartsWith("conclusion: Both sides are behind symmetric NATs, and no relay was given.\n", both, StringComparison.Ordinal);
        Assert.Contains("\nNAT here:   symmetric: another port for each destination\nNAT there:  symmetric: another port for each destination\n", both, StringComparison.Ordinal);

        string blocked = await ReportAsync(offerers, NatNetworks.UdpBlocked, NatNetworks.FullCone);
        Assert.StartsWith("conclusion: UDP seems to be blocked here, since no server answered over it, and no relay was given.\n", blocked, StringComparison.Ordinal);
        Assert.Contains(": did not answer Binding, asked ", blocked, StringComparison.Ordinal);

        string strict = await ReportAsync(offerers, NatNetworks.PortRestrictedCone, NatNetworks.Symmetric);
        Assert.StartsWith("conclusion: The peer is behind a symmetric NAT, this side's NAT or firewall lets in only ports that were spoken to, and no relay was given.\n", strict, StringComparison.Ordinal);
        Assert.Contains("\nNAT here:   a cone: one port for whoever is spoken to\n", strict, StringComparison.Ordinal);

        string direct = await ReportAsync(offerers, NatNetworks.FullCone, NatNetworks.FullCone);
        Assert.StartsWith("conclusion: Data goes directly, from ", direct, StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(Hosts offerers, string offerer, string answerer)
    {
        int index = (Array.IndexOf(Kinds, offerer) * Kinds.Length) + Array.IndexOf(Kinds, answerer);
        return Encoding.UTF8.GetString(Convert.FromBase64String(await offerers[offerer].DoAsync($"stun{index}", "report")));
    }

    private static async Task<Dictionary<(string Offerer, string Answerer), string>> FindAllAsync(Hosts offerers, Hosts answerers, string name, string servers)
    {
        var pairs = Kinds.SelectMany(static offerer => Kinds.Select(answerer => (offerer, answerer))).ToArray();
        string[] paths = await Task.WhenAll(pairs.Select((pair, index) => FindAsync(offerers[pair.offerer], answerers[pair.answerer], $"{name}{index}", servers)));
        return pairs.Zip(paths).ToDictionary(static found => found.First, static found => found.Second);
    }

    private static async Task<string> FindAsync(NatHost offerer, NatHost answerer, string name, string servers)
    {
        foreach (var host in (NatHost[])[offerer, answerer])
            Assert.Equal("ok", await host.DoAsync(name, "open " + servers));

        Assert.Equal("ok", await answerer.DoAsync(name, "offer " + await offerer.DoAsync(name, "describe")));
        Assert.Equal("ok", await offerer.DoAsync(name, "answer " + await answerer.DoAsync(name, "describe")));
        string[] paths = [];

        // Each side finds out by itself what works, and where all pairs connect at once neither is quick.
        for (int looks = 0; looks < Looks && (looks == 0 || paths[0] != paths[1]); looks++)
            paths = await Task.WhenAll(offerer.DoAsync(name, "path"), answerer.DoAsync(name, "path"));

        return paths[0] == paths[1] ? paths[0] : $"{paths[0]} to the one and {paths[1]} to the other";
    }

    private sealed class Hosts(NatNetworks networks) : IDisposable
    {
        private readonly Dictionary<string, NatHost> _hosts = Kinds.ToDictionary(static kind => kind, kind => new NatHost(networks.AddHost(kind)));

        public NatHost this[string kind] => _hosts[kind];

        public void Dispose()
        {
            foreach (var host in _hosts.Values)
                host.Dispose();
        }
    }
}
