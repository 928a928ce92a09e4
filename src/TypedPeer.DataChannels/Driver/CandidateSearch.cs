using System.Net;
using TypedPeer.DataChannels.Driver.Paths;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Driver;

/// <summary>What a search for candidates does to a connection: its ports follow the addresses of the machine, and servers are asked. Any thread may call anything.</summary>
internal sealed class CandidateSearch(PeerDriver driver, LocalPorts ports, LocalConnections connections, LocalRelays relays)
{
    private static readonly PeerConnectionOptions NoOptions = new();
    private int _search;

    /// <summary>Closes the ports of addresses that are gone; the paths of the others carry on at once. Says whether addresses have come that have no port.</summary>
    public bool Follow(LocalAddresses addresses)
    {
        var isMissing = false;
        return driver.TryDo(
            (core, now) =>
            {
                ports.CloseVanished(core, addresses, now);
                connections.CloseVanished(core, addresses, now);
                relays.CloseVanished(core, addresses.Present, now);
                isMissing = ports.IsMissing(addresses);
            },
            static now => now) && isMissing;
    }

    /// <summary>
    /// Begins a search for candidates: closes the ports of addresses that are gone and opens those that are missing, each of which becomes a
    /// host candidate, or is reported. <see cref="End"/> is to follow, with the number this returns.
    /// </summary>
    /// <param name="addresses">Null when they are not known: what there is stays.</param>
    /// <param name="network">Where ports are opened.</param>
    /// <param name="options">How.</param>
    public int Begin(LocalAddresses? addresses, ILocalNetwork network, PeerConnectionOptions options)
    {
        var search = 0;
        var begun = driver.TryDo(
            (core, now) =>
            {
                search = ++_search;
                core.BeginGathering(now);
            },
            static now => now);
        if (begun && addresses is not null)
        {
            driver.TryDo(
                (core, now) =>
                {
                    ports.CloseVanished(core, addresses, now);
                    connections.CloseVanished(core, addresses, now);
                    relays.CloseVanished(core, addresses.Present, now);
                    ports.OpenMissing(core, addresses, network, options, now);
                    connections.OpenMissing(core, addresses, options);
                },
                static now => now);
        }

        return search;
    }

    /// <summary>Joins a port of many, whose addresses become host candidates, if that has not been done; null, which is reported, where it is closed. <see cref="End"/> is to follow.</summary>
    public PortMember? Join(SharedPort port)
    {
        PortMember? member = null;
        driver.TryDo(
            (core, ports) =>
            {
                member = ports.Join(core, port);
                if (member?.Loop is { } loop)
                {
                    driver.WakeBy(loop);
                }
            },
            _ => ports);
        return member;
    }

    /// <summary>A server has told by which address the connections of a local one come, whose ports stay.</summary>
    public void AddMapped(int search, IPAddress local, IPAddress mapped, IPEndPoint server) => driver.TryDo(
        (core, _) =>
        {
            if (search == _search)
            {
                connections.AddMapped(core, local, mapped, server);
            }
        },
        static now => now);

    /// <summary>
    /// Asks STUN servers from every port and relays from ports of their own. Nothing happens if another search has begun since; 0 stands for the
    /// first, where that needed none.
    /// </summary>
    public void Ask(int search, IReadOnlyList<IceServerAddress> stunServers, IReadOnlyList<RelayTarget> targets, PeerConnectionOptions options) => driver.TryDo(
        (core, now) =>
        {
            if (search == _search)
            {
                core.Transport.Ice.SetStunServers(stunServers.Count == 0 ? [] : [.. stunServers.Select(static server => (server.EndPoint, server.Uri.Text))], now);
                relays.Ask(core, targets, options, now);
            }
        },
        static now => now);

    /// <summary>There are no more ports or servers than those there are. Nothing happens if another search has begun since.</summary>
    public void End(int search) => driver.TryDo(
        (core, now) =>
        {
            if (search == _search)
            {
                core.EndGathering(now);
            }
        },
        static now => now);

    /// <summary>As <see cref="End"/>, where there are no servers.</summary>
    public void EndWithoutServers(int search)
    {
        Ask(search, [], [], NoOptions);
        End(search);
    }
}
